"""The words that reading the context looks for, and those that say nothing of one recipient.

English, German, French, Spanish, Portuguese, Italian, Dutch, as in ``model/lexicon.py``. Patterns
are regular expressions over normalised, case-folded text, save where one says otherwise.
"""

from __future__ import annotations

import re

from model import lexicon


def _whole(patterns: str) -> re.Pattern[str]:
    """Compile one pattern a line into one that matches any of them as whole words."""
    lines = "|".join(line.strip().rstrip("|") for line in patterns.strip().splitlines())
    return re.compile(rf"(?<!\w)(?:{lines})(?!\w)")


def _words(text: str) -> frozenset[str]:
    """Take a text apart into its words."""
    return frozenset(text.split())


HEADLINE_SELLS = _whole(r"""
    i help|we help|helps? \w+ (?:\w+ )?to|helping|\d+x|6-figure|7-figure|six[- ]figure|dm me|leads
    grow(?:th)?|scal(?:e|ing)|lead[- ]gen\w*|sales funnels?|outreach|outbound|appointment setting
    booked (?:calls|meetings)|roi|revenue|business coach|mindset coach|passive income
    done[- ]for[- ]you|financial freedom|on autopilot|ghostwriter|unlock\w*
    free (?:webinar|training|guide)
    ich helfe|wir helfen|ich unterstütze|mehr (?:kunden|umsatz|leads|anfragen|termine)|neukunden\w*
    umsatz\w*|wachstum\w*|skalier\w+|passives einkommen|finanzielle freiheit|\w*vertriebscoach
    j'aide|j'accompagne|nous aidons|aide les|croissance|chiffre d'affaires|plus de clients
    prospection|liberté financière|revenus passifs|génération de leads
    ayudo|ayudamos|más (?:clientes|ventas)|crecimiento|captación|libertad financiera|escalar
    ingresos pasivos
    ajudo|ajudamos|mais (?:clientes|vendas)|crescimento|faturamento|liberdade financeira|captação
    renda (?:extra|passiva)
    aiuto|aiutiamo|più (?:clienti|vendite)|crescita|fatturato|libertà finanziaria|rendita passiva
    ik help|wij helpen|meer (?:klanten|omzet|leads)|groei\w*|financiële vrijheid|schaalbaar\w*
""")
"""A headline that offers something instead of saying who somebody is."""

CHASES = _whole(r"""
    follow(?:ing)?[- ]up|bump(?:ing)?|circl(?:e|ing) back|checking (?:back )?in|any thoughts
    touch base|did you (?:see|get|read|have a chance)
    my (?:last|previous|earlier|first) (?:message|note|e-?mail)
    haven't heard|not heard back|still interested|a (?:quick|gentle|friendly) reminder
    nachfassen|nachhaken|meine (?:letzte|vorige|erste) nachricht|haben sie meine|hast du meine
    nichts (?:mehr )?(?:von ihnen|von dir) gehört|zur erinnerung
    relanc\w+|mon (?:dernier|précédent|premier) message|avez-vous (?:pu|vu|eu le temps)
    sans retour
    (?:dar|dando|doy)(?:le|te)? seguimiento|mi (?:último|anterior|primer) mensaje|mensaje anterior
    (?:has|ha) podido|pudiste (?:ver|leer)
    minha (?:última|primeira) mensagem|mensagem anterior|dando sequência|retomando
    conseguiu (?:ver|ler)
    (?:mio|ultimo) (?:precedente |ultimo )?messaggio|ha avuto modo|hai avuto modo|sollecit\w+
    mijn (?:vorige|laatste|eerdere) bericht|opvolg\w*|heb je mijn|heeft u mijn|kom ik terug op
""")
"""A message that runs after one that got no answer."""

NO_ANSWER = _whole(r"""
    not interested|no,? thanks?|no,? thank you|unsubscribe|stop (?:writing|messaging|contacting)
    (?:thanks|thank you) for (?:connecting|reaching out|the (?:invite|invitation|connection|add))
    (?:nice|great|happy|good|pleased) to (?:connect|e-?meet|be connected)
    kein(?:en)? (?:interesse|bedarf)|nein,? danke
    danke für (?:die|ihre|deine) (?:vernetzung|anfrage)
    pas intéressée?|non,? merci|merci pour (?:l'ajout|l'invitation|la connexion)
    no (?:me|nos) interesa|no,? gracias|gracias por (?:conectar|la invitación|contactar)
    (?:não|sem) (?:tenho )?interesse|não,? obrigad[oa]|obrigad[oa] (?:por conectar|pelo convite)
    non (?:mi |sono )?interessa(?:to|ta)?|no,? grazie|grazie per (?:il collegamento|l'invito)
    geen interesse|nee,? (?:bedankt|dank je|dank u)|bedankt voor (?:het connecten|de uitnodiging)
""")
"""What a recipient writes back without taking part: a refusal, or thanks for the connection."""

GREETING = re.compile(
    r"\s*(?:hi|hey|hello|dear|good (?:morning|afternoon|evening)|hallo|lieber?|moin|servus|"
    r"guten tag|sehr geehrter?|bonjour|salut|ch[eè]re?|hola|buenos días|buenas tardes|estimad[oa]|"
    r"querid[oa]|olá|oi|prezad[oa]|car[oa]|bom dia|boa tarde|ciao|buongiorno|salve|gentile|beste|"
    r"geachte|hoi|dag)"
    r"(?:\s+(?:mr|mrs|ms|dr|frau|herrn?|madame|monsieur|señora?|sra?|senhora?|dott|signora?|"
    r"mevrouw|meneer|heer)\.?)?"
    r"\s+(?P<name>[^\W\d_]{2,30}(?:[-'’][^\W\d_]{2,30})?)\s*(?:[,!.:;–—\n-]|$)",
    re.IGNORECASE,
)
"""A greeting of one single name, over the text as it was sent."""

NOT_A_NAME = _words("""
    all again angel any bella bello boss both bro brother buddy captain chef chief coach
    colleague colleagues community connection connections crew dear doc doctor dr everybody
    everyone fellow fellows folks founder founders friend friends gang guys hello hi hiring hope
    ladies leader leaders love madam ma mate mates mr mrs ms member members mum dad neighbour
    neighbor network ok okay partner partners people please professional professionals professor
    recruiter reader readers sir sirs sister stranger subscriber sunshine talent team thanks
    there together user welcome world yall yes you alle allerseits freund freunde freundin
    grüezi frau gott herr herren damen kollege kollegen kollegin leser leute liebe lieber
    mitglied mitglieder nachbar nachbarin tag zusammen kontakt kontakte ami amie amis bonsoir
    chers cher chère collègue collègues confrère équipe madame mademoiselle mesdames messieurs
    monsieur tous toutes toi vous voisin voisine guapa guapo amiga amigas amigo amigos buenas
    buenos colega colegas compañera compañero equipo señor señora todos todas vecina vecino
    gente bom boa dia galera pessoal equipe senhor senhora prezado prezada vizinha vizinho tudo
    amica amico amici collega colleghi dottore dottoressa ragazzi signora signore tutti vicino
    buona buonasera allemaal collega's iedereen lezer meneer mevrouw vriend vrienden vriendin
    buurman buurvrouw daar jullie dames heren heer
""")
"""What may follow a greeting without being anybody's name ..."""

CROWDS = ("ers", "ists", "ians", "eers")
"""... and how words for groups of people end: *Hi Marketers*."""

LATIN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "æ": "ae", "œ": "oe", "å": "aa"}
    | {"ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
"""Letters of names that are more than a plain one with an accent, as they are often spelt."""

COMMON = _words("""
    about above accept accepting account accounts across active actually adding address advance
    after afternoon again agency agent agree alone along already although always among amount
    another answer anybody anyone anything anyway applied apply approach area areas around
    article asked asking associate attached available average aware background based beautiful
    because become before began being believe below besides better between beyond boards books
    bother brand brands break bring brings brother budget build builder building built business
    calls career careers cards cause chance change changes charge check cheers chief child
    children choose circle claim class clear client close closed coach coffee colleague come
    comes coming common community company connect connected connecting consider consultant
    consulting contact content contract conversation could council country couple course cover
    create created creating creative current currently customer daily daughter degree delighted
    deliver delivery department design designer detail details develop developer development
    difference different digital dinner direct director doing drive driver during early easier
    easily education effective eight either email employee empty energy engage engineer
    engineering english enjoy enjoyed enjoying enough entry europe evening every everybody
    everyone everything exactly example excited exciting executive exist expect experience
    expert experts explain explore extra failed family famous father feedback field final
    finally finance financial finds first fixed floor focus follow following former forty
    forward found founder freelance french friend front future general german getting given
    giving global going graduate grateful great green group guest guests guide happen happy
    haven having health heard hearing heart hello helped helpful helping helps hobby holiday
    honest honestly hours house human hundred husband ideas image important improve include
    includes included including independent individual industry information inside instead
    institute interest interested interesting interests international interview introduce
    invitation invite issue journey junior keeping kindly knowledge large later launch leader
    leadership learn learning leave lecture letter level liked likely limited linked linkedin
    little lived lives living local longer looked looking looks lovely lunch madam maker makes
    making manage management manager managing market marketing married master matter maybe means
    meant meeting member members mention mentioned mentor message might million minute minutes
    missed mistake model modern moment money monthly months morning mostly mother moved named
    nearly needed needs network never newsletter night nobody normal north nothing notice
    noticed number offer offers office officer online opened operations opinion order
    organisation organization other others outside owner owners pages paper parent parents
    partner partners party passed passion passionate people perfect perhaps period person
    personal personally phone photo photos piece place places planning platform please pleased
    pleasure point points position possible power practical practice present previous previously
    price prices primary private probably problem process produce product production
    professional professor profile program programme project projects promised proper proud
    provide public purpose quality quarter question questions quick quickly quiet quite rather
    reach reader reading ready really reason receive recent recently recommend regards region
    regional related remain remember reply report request research resource responsible retired
    return review right round running sales saved saying schedule school science season second
    sector secret seems selling sending senior sense series service services session several
    shall share shared sharing sheet shift short should shows simple simply since single sister
    skill skills slide small social society software solution somebody someone something
    sometimes sorry source south space spare speak speaker speaking special specialist speech
    spend split spoke staff stage stand standard start started starting state still stopped
    story straight strategic strategy street strong student students studied studio study stuff
    subject success successful such summit support survey system systems table taken takes
    taking talent talked talking teach teacher teaching teams technical technology telling thank
    thanks their theirs there these thing things think thinking third those though thought
    thousand three through tickets times title today together tomorrow tonight topic touch
    towards trade train trained training travel travelling tried trust trying turned twelve
    twenty twice under understand university unless until upper using usual usually value
    various version video views visit voice volunteer volunteering waiting walking wanted wants
    watch ways website weekend weekly weeks welcome where whether which while whole whose window
    within without woman women wonder words worked worker working works workshop world worth
    would write writer writes writing written wrong wrote years yours yourself ceo cto cfo coo
    cmo usa llc ltd inc gmbh mba phd msc bsc saas crm erp kpi vip faq

    abend aktuell allen anderen anfrage antwort arbeit arbeite arbeiten aufgabe austausch beide
    beitrag bekommen bereich beruf besonders besser beste besten bitte branche brauchen bringen
    dabei dafür damit danach danke daran davon dazu deutsch deutschland dienst diese diesen
    dieser dinge direkt durch dürfen einem einen einer eines einfach einmal englisch entwickelt
    entwicklung erfahrung erhalten ersten etwas falls familie fehlt finden firma folge fragen
    freue freuen freund frühere führung ganze geboren gefragt gehört gelesen gemacht genau
    gerade gerne gesagt geschäft gesehen gespräch gewinnen glaube gruppe guten haben hallo
    hatten helfen herausforderung herzlichen heute hochschule hätten hören immer inhaber
    institut interessiert jahre jahren jeden jemanden jetzt kaffee keine kennen kinder kindern
    klingt kollege komme kommen kommt kontakt können könnte lassen leben leider leiter leiterin
    leitung lernen letzte letzten liebe lieber linkedin läuft machen macht mannschaft mehrere
    meine meinem meinen meiner melden menschen minuten mitarbeiter mitglied monat morgen möchte
    möchten müssen nachricht natürlich nehmen netzwerk neuen nicht nichts nochmal offen oder
    online passt praxis privat produkt profil projekt projekte punkt region reicht richtig sagen
    schicke schon schreibe schreiben schule schön sehen sehr seine seinen seit selbst
    selbständig sieht sofort sohn sollte spielen sprache stadt stand statt stehen steht student
    studiert studium stunden suche suchen system tochter thema treffen umfrage universität unser
    unternehmen unter verbinden verein vernetzung verheiratet vertrauen viele vielen vielleicht
    vortrag während waren wegen weiter welche wenig werde werden wieder wirklich wissen woche
    wochen wohne wollen wurde würde zeige zurück zusammen zwischen haus kind team zeit jahr buch
    auto hund frau mann welt teil idee paar name ziel weg tag foto chef info

    accepté actuellement ailleurs aimerais aime ajouter alors ancien ancienne année années appel
    après arrive article aujourd aussi autre autres avais avant avec avoir avons beaucoup belle
    besoin bonjour bonne cadre celui cette chaque chargé chargée cherche cherchez chose comme
    comment comprendre compte compétences conférence connais conseil contact cours créer
    création dans demain demande demander depuis dernière deux développement directeur
    directrice disponible domaine donner durant école elle encore enfant enfants enseignant
    ensemble entre entreprise envoyer espère étude études expérience facile faire faites famille
    femme femmes français france félicitations formation gens gestion grand grande groupe grâce
    habite heures heureux hésitez histoire homme intéresse ingénieur invitation journée jours
    juste langue leur ligne linkedin lire livre madame maison manière marié matin membre merci
    métier mieux minutes moins moment monde monsieur niveau notre nombreux nouveau nouvelle
    offre parce parcours parler parmi partage partager partie partir passe passer passion
    passionné pendant pense permet permets personne personnes petit petite place plaisir
    plusieurs pouvez première premier présenter prochain produit professeur professionnel profil
    projet projets quand quatre quelque quelques question rejoindre responsable retour réponse
    réseau rien salut savoir secteur semaine serait service seule seulement simple simplement
    société sommes souvent suite suivre sujet surtout système temps toujours tous toute toutes
    travail travaille très trois trouvé univers université venir vers ville vingt voici voir
    votre échange équipe était

    actividad actual agradezco ahora algo alguien alguna algunos amigo antes años aprender aquí
    artículo aunque ayuda ayudar buenas bueno buenos busca buscando cada cargo carrera cerca
    charla cinco cliente colegio como compañero compartir comparto conocer contacto contigo
    correo cosas cualquier cuando cuenta dato datos decir dejar desarrollo desde después
    director directora donde empresa encanta encargado entre envío equipo escribo escuela
    español espero estamos estar este estos estudio estudios están estás experiencia familia
    favor felicidades forma formación gente gracias grande grupo gustaría gusto hablar hacemos
    hacer haciendo hasta hijo hijos hola horas idea ingeniero instituto interesa interesante
    invitación jefe justo libro llamada llevo lugar madre manera mañana mejor mensaje menos
    mercado minutos mismo momento mucha muchas mucho muchos mujer mundo nada necesito nivel
    noche nombre nosotros nueva nuevo nunca otra otro otros padre palabra para parece parte
    perfil persona personas placer poco porque pregunta presentación primer primera problema
    producto profesión profesional profesor profesora propuesta proyecto proyectos puede puedo
    punto quiere quiero responsable saber saludo saludos sector segundo seguir semana servicio
    siempre sino sistema sobre socio solo tarde tardes tema tengo tiempo tienes todas todavía
    todo todos trabaja trabajo trayectoria universidad vamos verdad vida vivo visita

    agora agradeço ainda alguma alguém algum alunos amigo anos antes apresentar assim atenção
    através atual bastante cada cargo carreira carta casa cerca certo cidade cinco cliente coisa
    coisas colega conhece conhecer conta contato contacto contas conversa conversar convite
    curso dados deixar demais depois desde desenvolvimento dizer diretor diretora empresa
    engenheira engenheiro então entrar entre enviar equipa equipe escola escrever especial
    espero estamos estar este estudo estão evento experiência falar família favor fazer feira
    ficar filho filhos forma formação gente gerente gestão gosto gostaria grande grupo hoje
    horas ideia inglês interesse isso junto lugar mais mandar maneira mensagem mercado meses
    mesma mesmo minha minutos momento moro muita muito muitos mundo nada negócios nenhum noite
    nome nossa nosso número nunca obrigada obrigado onde outra outro para parabéns parte passou
    pedir pequeno perfil pergunta perguntar pessoa pessoas podemos porque português posso pouco
    prazer precisa preciso primeira primeiro problema produto professor professora profissional
    projeto projetos próxima qualquer quando quatro quem quero responder responsável reunião
    saber saúde segunda semana sempre senhor serviço seria sistema sobre sócio talvez também
    tarde tempo tenho teste todos trabalha trabalho trajetória universidade valor vamos várias
    vida você última

    adesso alcuni allora altri altro amici amico ancora anni attività azienda bambini bene casa
    cerco cliente come complimenti contatto cosa cose davvero degli della delle dentro deve
    direttore dopo dove durante essere facciamo famiglia fare fatto figli formazione fuori
    gentile giorno giorni gestione grande grazie gruppo idea imparare incontro ingegnere insieme
    interessante invece italiano lavora lavoro libro lingua maniera meglio meno mentre mesi
    messaggio mestiere minuti modo molte molti molto momento mondo nella nelle nessuno niente
    nostra nostro nuova nuovo ogni oltre online parlare parola parte persona persone piacere
    poco porta possibile posso prima primo problema prodotto professionale professore profilo
    progetto progetti proprio prossimo quale qualche quando quello questa questo quindi
    responsabile ricerca rete saluti salve scritto scrivo scuola sempre senza servizio settimana
    settore siete sistema società solo sono sotto stato storia studio subito sulla tempo tutti
    tutto università vedere vita volta volte vorrei

    aantal account afdeling alleen alles altijd ander andere anders baan bedrijf bedrijven
    beetje bericht beste beter bezig binnen boek daarom dagen deze dingen directeur dochter
    dokter door echt eerste eigen eigenaar elkaar enkele erg ervaring gaan gebied gedaan geen
    geleerd gemaakt gesprek getrouwd gewoon goed goede graag groep groet groeten grote haar
    hallo hebben heeft hele helpen hier hoeft hoop houden iemand iets informatie ingenieur jaar
    jaren kennen kind kinderen klant kleine komen kunnen laat laatste laten leraar leren leuk
    leven lezen maand maar maken manager manier meer meest mensen misschien moeten mogen mooi
    naam naar nederland netwerk niet niets nieuwe nodig nooit omdat onder onze opleiding over
    paar plek praten probleem product project projecten samen school schrijven soms staan steeds
    sterk student studie sturen team tegen terug tijd tussen universiteit vaak veel verder
    vereniging verhaal voor vooral vraag vragen vrij vroeger waar want wanneer week weken weer
    weinig wereld werk werken werkt weten willen wordt woon zaken zeggen zelf zelfstandig zien
    zijn zoeken zonder zoon
""")
"""Words that many messages hold, whoever they are for: naming one is not naming you.

Gathered from what is frequent in the corpus over several writers, and from what everybody's profile
says (job titles, schools, hobbies as such); words of a trade or a place are left in.
"""

ENDINGS = (
    "innen", "ische", "ieren", "ungen", "ings", "isch", "eur", "ern", "ers", "ies", "ing", "ung",
    "as", "ed", "ei", "em", "en", "er", "es", "in", "is", "os", "a", "e", "i", "n", "o", "s",
)  # fmt: skip
"""Endings that words of one family differ by, in any of the languages; longest first."""

ROOT = 5
"""Letters that a word must keep for an ending to be taken off."""

_GENERIC = (
    lexicon.PITCH,
    lexicon.BULK,
    lexicon.RECRUIT,
    lexicon.CROWD,
    lexicon.CALL_TO_ACTION,
    lexicon.WONDER,
    lexicon.SHARED,
    lexicon.SHORT_TIME,
)


def root(word: str) -> str:
    """Take one ending off a case-folded word: *beekeeper* and *beekeeping* have the same root."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= ROOT:
            return word[: -len(ending)]
    return word


_COMMON_ROOTS = frozenset(map(root, COMMON))


def is_common(word: str) -> bool:
    """Whether a case-folded word says nothing of one recipient, whoever they are."""
    return root(word) in _COMMON_ROOTS or any(
        phrases.pattern.fullmatch(word) for phrases in _GENERIC
    )


def could_be_a_name(word: str) -> bool:
    """Whether the one case-folded word of a greeting may be somebody's name."""
    return not (word in NOT_A_NAME or word.endswith(CROWDS) or is_common(word))
