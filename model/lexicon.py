"""The words the signals look for: English, German, French, Spanish, Portuguese, Italian, Dutch.

One entry per idea; each language's patterns stand on lines of their own. A pattern is a regular
expression over normalised, case-folded text and matches at word boundaries. Accents are optional
where people leave them out.
"""

from __future__ import annotations

import re

from model.phrases import Marks, Phrases


def _any(patterns: str) -> Phrases:
    """Make one list of patterns, any of which is looked for as whole words.

    Each line begins a new list, usually of another language, unless the one before ends with ``|``.
    """
    lines = "\n".join(line.strip() for line in patterns.strip().splitlines())
    return Phrases(lines.replace("|\n", "|").replace("\n", "|"))


SENDER = _any(r"""
    i|i'[mdv]e?|i'll|im|me|my|mine|myself
    ich|mich|mir|mein\w{0,2}
    je|j'\w+|m'\w+|moi|mon|ma|mes
    yo|mi|mis|conmigo|soy|estoy|tengo|trabajo|llevo|quiero|quería|quisiera|busco
    eu|meus?|minhas?|comigo|sou|estou|tenho|trabalho|quero|queria|gostaria|procuro
    io|mio|mia|miei|mie|sono|vorrei|lavoro|cerco
    ik|mij|mijn
""")

COMPANY = _any(r"""
    we|we're|we've|we'd|we'll|us|our|ours
    wir|uns|unser\w{0,2}
    nous|notre|nos
    nosotros|nosotras|nuestr[oa]s?|somos|tenemos|ofrecemos|ayudamos|trabajamos|hemos
    nós|noss[oa]s?|temos|oferecemos|ajudamos|trabalhamos|conosco
    noi|nostr[oaie]|siamo|abbiamo|offriamo|aiutiamo
    wij|ons|onze
""")

RECIPIENT = _any(r"""
    you|you're|you've|you'd|you'll|your|yours|yourself|u|ur
    du|dich|dir|dein\w{0,2}|sie|ihnen|ihr|ihre[mnrs]?|euch|euer|eure[mnrs]?
    tu|t'\w+|te|toi|ton|ta|tes|vous|votre|vos
    tú|ti|contigo|usted|ustedes|tus?|su|sus|\w{3,}(?:aste|iste)
    você|vocês|vc|vcs|seu|sua|seus|suas|teu|tua|contigo
    lei|suo|tuo|tua|tuoi|tue|voi|vostr[oaie]|hai
    jij|je|jou|jouw|jullie|uw|u
""")

DEEDS = _any(r"""
    you(?:'ve| have| had)? (?:said|wrote|mentioned|posted|asked|gave|told|presented|spoke|talked|
    recommended|described|argued|shared|ran|built|made|did|taught|helped|sent|explained|put|were|
    used to|suggested|published|answered|replied|showed|left|moved|worked|designed|started)
    (?:your|ur) (?:\w+ ){0,3}?(?:talk|post|article|comment|question|paper|book|lecture|session|
    presentation|keynote|panel|interview|podcast|episode|thread|essay|blog|column|review|thesis|
    workshop|class|course|repo|repository|library|project|research|study|slides|answer|advice|
    letter|report|exhibition|photo|team|stand|stall|piece|point|note|message|reply|chapter|remark|
    view|approach|method|data|guide|newsletter|tip|example|story|introduction|intro)s?
    (?:ihr|dein|euer)\w{0,2} (?:\w+ ){0,2}?(?:\w*vortrag|\w*beitrag|\w*artikel|\w*kommentar|
    \w*frage|\w*buch|\w*workshop|\w*projekt|\w*arbeit|\w*interview|\w*podcast|\w*folge|\w*text|
    \w*antwort|\w*hinweis|\w*nachricht|\w*team|\w*post|\w*tipp|\w*studie|\w*seminar|\w*kurs|
    \w*bericht)\w{0,2}
    (?:sie|du) (?:haben|hast|hatten|hattest|schrieben|schriebst|erwähnten|sagten|sagtest|waren|
    warst|meinten|saßen|suchten)|(?:haben|hatten) sie|hast du|sie .{3,60}? (?:haben|hatten)
    (?:votre|ton|ta|vos|tes) (?:\w+ ){0,2}?(?:article|intervention|conférence|post|publication|
    question|commentaire|livre|atelier|exposé|présentation|projet|travail|étude|équipe|message|
    réponse|billet|podcast|épisode|thèse|remarque|conseil|cours|retour|texte)s?
    vous (?:avez|aviez|étiez|parliez|disiez|écriviez|cherchiez)|tu (?:as|avais|étais)|t'as
    (?:tu|su|tus|sus) (?:\w+ ){0,2}?(?:charla|ponencia|artículo|publicación|post|comentario|
    pregunta|libro|taller|presentación|proyecto|trabajo|estudio|equipo|mensaje|respuesta|
    conferencia|clase|curso|consejo|hilo|tesis|texto)s?|\w{3,}(?:aste|iste)
    (?:seu|sua|teu|tua|seus|suas) (?:\w+ ){0,2}?(?:palestra|artigo|post|publicação|comentário|
    pergunta|livro|oficina|apresentação|projeto|trabalho|estudo|equipe|mensagem|resposta|aula|
    curso|dica|texto|tese)s?|(?:você|vc) (?:falou|disse|escreveu|comentou|mencionou|publicou|
    apresentou|deu|fez|contou|explicou|perguntou|citou|mostrou|ajudou|indicou)
    (?:suo|sua|tuo|tua) (?:\w+ ){0,2}?(?:intervento|articolo|post|commento|domanda|libro|progetto|
    lavoro|messaggio|corso|relazione|presentazione)|(?:hai|ha) (?:detto|scritto|parlato|citato)
    (?:je|jouw|uw) (?:\w+ ){0,2}?(?:praatje|artikel|post|reactie|vraag|boek|project|lezing|
    presentatie|bericht|werk|verhaal|workshop)
""")

CALL_TO_ACTION = _any(r"""
    (?:quick|short|brief|introductory|discovery|15|20|30|fifteen|twenty|
    thirty)[ -]?(?:min\w*)? ?(?:call|chat|intro|demo|meeting|zoom|conversation|minutes?|mins?)
    (?:book|schedule|grab|set up|arrange|hop on|jump on|get on) (?:a |an |some |
    your )?(?:\w+ )?(?:call|slot|time|chat|demo|meeting|consultation|session)
    (?:open|opposed|interested|keen|up) (?:to|in|for) (?:a|an|hearing|learning|exploring|chatting|
    connecting|seeing|discussing|having)|worth (?:a|exploring|discussing|chatting|connecting)
    interested|thoughts|make sense|sound good|reply (?:with|to|yes|\"?yes\"?)|dm me|message me|
    click|sign up|register|visit|check out|learn more|find out more|get in touch|contact me|
    call me|who (?:is|would be) the (?:right|best) person|
    let me know if you(?:'re| are| would be)? (?:interested|open|keen)|calendar|calendly|drop me|
    send (?:me )?(?:your|a) (?:cv|resume)
    (?:kurz\w*|unverbindlich\w*|kostenlos\w*) (?:\w+ )?(?:gespräch|telefonat|austausch|termin|
    call|beratung|demo|erstgespräch)|termin (?:buchen|vereinbaren)|melden sie sich|interesse|
    15 minuten|20 minuten|30 minuten|hier klicken|jetzt anmelden
    (?:court|bref|rapide|petit) (?:appel|échange|entretien|rendez-vous|call)|quelques minutes|
    15 minutes|20 minutes|30 minutes|réserve[zr]|prendre rendez-vous|contactez|cliquez|
    intéressé\w*|disponible pour|un créneau
    (?:breve|corta|rápida) (?:llamada|charla|reunión)|15 minutos|20 minutos|30 minutos|agend\w+|
    reserva\w*|contáct\w+|te interesa\w*|le interesa\w*|haz clic|escríbeme|una llamada
    (?:breve|rápida|curta) (?:conversa|chamada|ligação|reunião|call)|bate-papo|clique|interesse|
    uma call|me chama|entre em contato|topa
    (?:breve|veloce) (?:chiamata|call)|15 minuti|prenot\w+|contatt[ai]\w*|clicca
    kort (?:gesprek|belletje)|15 minuten|vrijblijvend\w*|neem contact|klik
""")

OFFER = _any(r"""
    (?:happy|glad|pleased|delighted) to (?:send|share|help|lend|show|introduce|bring|return|look|
    answer|read|pass|put you|give|lend|swap|walk)|i (?:can|could|will|'ll) (?:send|share|bring|
    lend|introduce|show|forward|pass|help|put you|give you|read|look)|i'll (?:send|share|bring|
    lend|introduce|show|forward|pass|help|put|give|read|look)|if (?:it|that)(?:'d| would)? helps?|
    if (?:it's|that's|it is) (?:of )?(?:any )?(?:use|useful|help|helpful)|want me to|shall i|
    no need to (?:reply|answer)|yours if you
    kann ich (?:ihnen|dir)|ich kann (?:ihnen|dir|euch)|schicke ich|ich schicke|gerne? (?:schicke|
    zeige|gebe|teile|helfe|leite)|soll ich|falls (?:es|das) (?:hilft|ihnen|dir)|
    helfe (?:ich )?gern
    je peux (?:vous|te)|je (?:vous|t'|te) (?:envoie|prête|transmets|montre|laisse|passe)|
    volontiers|si (?:ça|cela) (?:peut|vous|t')|si (?:c'est|cela est) utile
    (?:te|le|os) (?:puedo|paso|mando|envío|presto|presento|enseño)|puedo (?:pasar|mandar|enviar|
    prestar|presentar|enseñar)\w*|si (?:te|le) (?:sirve|ayuda|viene)|encantad[oa] de (?:ayudar|
    compartir|enviar|pasar)\w*
    posso (?:te |lhe )?(?:mandar|enviar|passar|emprestar|ajudar|apresentar|mostrar)|te (?:mando|
    passo|envio|empresto)|se (?:ajudar|for útil|servir)
    (?:ti|le) (?:mando|invio|passo|presto)|posso (?:mandar|inviar|passar|aiutar)\w*|se (?:ti|
    le) serve
    ik kan (?:je|u)|stuur (?:ik )?(?:je|u)|als (?:het|dat) helpt|zal ik
""")

QUESTION_WORDS = _any(r"""
    how|what|which|where|when|who|why|did|do|does|have|has|was|were|is|are|would|could|can|
    any (?:tips|advice|idea|chance)
    wie|was|welche\w?|wo|wann|wer|warum|wieso|haben|hast|ist|sind|könnten|kannst|würden|gibt
    comment|quel\w*|où|quand|qui|pourquoi|est-ce|avez|as-tu|pourriez|qu'est
    cómo|qué|cuál\w*|dónde|cuándo|quién|por qué|cuánt\w+|has|ha|sigues?|podrías?
    como|que|qual|quais|onde|quando|quem|por que|quant\w+|ainda|poderia
    come|cosa|quale|dove|quando|chi|perché|hoe|wat|welke|waar|wanneer|waarom
""")

WONDER = _any(r"""
    wonder(?:ed|ing)?|curious (?:how|what|why|whether|if|about)|would (?:love|like) to (?:hear|
    know|understand|ask)|can i ask|may i ask|could i ask|i'd like to (?:ask|know)|
    question (?:about|for)|advice|your (?:view|opinion|take|thoughts|experience)|learn from you|
    pick your
    mich (?:würde )?interessier\w+|frage mich|würde gerne? (?:wissen|fragen|hören|verstehen)|
    darf ich (?:fragen|sie)|ihre (?:meinung|erfahrung\w*|sicht)|deine (?:meinung|erfahrung\w*)|rat
    je me demand\w+|j'aimerais (?:savoir|comprendre|connaître)|curieux|curieuse|puis-je|
    votre avis|ton avis|conseil
    me pregunt\w+|me gustaría (?:saber|preguntar|entender|conocer)|quería preguntar\w*|tu opinión|
    su opinión|consejo|curiosidad
    queria (?:saber|perguntar|entender)|gostaria de (?:saber|perguntar|entender)|sua opinião|
    fiquei (?:pensando|curios\w)|curiosidade|conselho
    mi (?:chiedo|chiedevo|piacerebbe sapere)|vorrei (?:sapere|chieder\w+)|consiglio|vraag|
    benieuwd|afvr\w+|advies
""")

SHARED = _any(r"""
    we (?:\w+ )?(?:met|spoke|talked|chatted|worked|sat|shared|studied|used to|discussed|
    overlapped|were|both|had)|(?:nice|good|great|lovely) (?:meeting|seeing|talking|speaking|
    chatting|to meet you (?:at|on|in|last|yester))|(?:met|saw|heard|sat|stood|spoke) (?:you|
    next to you|behind you)|same (?:\w+ )?(?:school|team|course|class|university|street|town|year|
    cohort|building|project|office|company|village|club|group|department|conference|table|train)|
    introduced (?:me|us)|(?:told|tells|said|suggested|mentioned|recommended|reckons|thinks|
    says) (?:me |that |i |you )|(?:gave|passed) me your|mutual friend|in common|old colleague|
    former colleague|ex-colleague|back (?:in|at|when)|remember|again|alum\w*|fellow|like you|too|
    as well|last (?:week|month|night|year|time|summer|winter|spring|autumn|monday|tuesday|
    wednesday|thursday|friday)|yesterday|years ago|thanks (?:again )?for (?:the|your|taking|last|
    yester|coming|sending|helping|accepting)|thank you for (?:the|your|coming|sending|helping|
    explaining)|our (?:chat|conversation|call|meeting|talk)|catch up|long time|been (?:a while|
    ages|years)|how are you (?:getting|finding)|how(?:'s| is| did| are) (?:the|your)
    wir (?:haben|hatten|waren|saßen|kennen|sprachen|trafen|sind uns)|kennengelernt|getroffen|
    gesprochen|gesessen|gemeinsam\w*|gleich\w* (?:schule|team|kurs|uni|jahrgang|verein|straße)|
    (?:hat|hatte) mir|empfohlen|damals|gestern|letzt\w+ (?:woche|monat|jahr|mal|sommer|herbst|
    montag|dienstag|mittwoch|donnerstag|freitag)|danke (?:noch|für|nochmal)|vielen dank für|
    wieder|ehemalig\w*|auch|erinner\w+|unser (?:gespräch|treffen)
    nous (?:nous sommes|avons|étions|avions|sommes)|on s'est|rencontré\w*|croisé\w*|ensemble|
    m'a (?:parlé|dit|donné|conseillé|recommandé)|hier|dernier|dernière|merci (?:encore|pour|de)|
    ancien\w*|collègue\w*|même (?:école|équipe|promo\w*|ville|quartier|club)|aussi|souven\w+|
    notre (?:discussion|conversation|échange)|de nouveau
    nos (?:conocimos|vimos|presentó|cruzamos|encontramos)|coincidimos|hablamos|trabajamos juntos|
    junt[oa]s|me (?:habló|dijo|recomendó|pasó|contó)|ayer|pasad[oa]|gracias (?:por|de nuevo|otra)|
    compañer[oa]s?|mism[oa] (?:\w+ )?(?:colegio|equipo|curso|barrio|ciudad|club|clase|facultad)|
    también|acuerd\w+|otra vez|nuestra (?:charla|conversación)
    nos (?:conhecemos|vimos|falamos|encontramos|cruzamos)|a gente (?:se|conversou|trabalhou|
    falou)|conversamos|trabalhamos juntos|me (?:falou|disse|indicou|passou|contou)|ontem|
    passad[oa]|obrigad[oa] (?:por|pela|pelo|de novo|mais)|coleg[ao]s?|mesm[oa] (?:\w+ )?(?:escola|
    time|turma|bairro|cidade|faculdade)|também|lembr\w+|de novo|nossa (?:conversa|reunião)
    ci siamo|abbiamo (?:parlato|lavorato)|insieme|ieri|scors[oa]|grazie (?:per|ancora)|mi ha|
    anche|ricord\w+|we hebben|hebben elkaar|samen|gisteren|vorig\w*|bedankt voor|ook|ontmoet|
    gesproken
""")

PITCH = _any(r"""
    platform|solutions?|services?|software|tool|agency|consultanc\w+|leads?|roi|revenue|sales|
    grow(?:th|ing)?|scal(?:e|ing)|clients?|customers?|prospects?|demo|free trial|trial|boost|
    increase|double|triple|automat\w+|optimi[sz]\w+|streamlin\w+|generat\w+|maximi[sz]\w+|
    transform\w*|unlock|discount|offer|pricing|price|package|webinar|masterclass|e-?book|
    whitepaper|case study|invest\w*|crypto\w*|bitcoin|trading|passive income|profit\w*|funding|
    loan|insurance|coach(?:ing)?|mentorship|certified|award|leading|trusted|proven|results|
    guarantee\w*|outsourc\w+|offshore|seo|marketing|branding|pipeline|conversion|engagement|
    help(?:s|ing|ed)? (?:companies|businesses|founders|leaders|people|teams|professionals|brands|
    clients|agencies|owners|executives|coaches|organi[sz]ations)|specialis\w+|specializ\w+|
    ai-powered|cutting-edge|state-of-the-art|exclusive|limited|only \d+ (?:spots|places|seats)
    lösung\w*|plattform|dienstleistung\w*|leistung\w*|kunden\w*|umsatz\w*|wachstum|steiger\w+|
    angebot\w*|kostenlos\w*|rabatt|webinar|beratung|agentur|vertrieb\w*|experte\w*|spezialisiert|
    unterstützen (?:unternehmen|firmen|sie)|optimier\w+|neukund\w*|invest\w*|einkommen|coaching|
    digitalisierung|effizien\w+|marktführ\w*
    solutions?|plateforme|prestations?|clients?|chiffre d'affaires|croissance|augment\w+|offre\w*|
    gratuit\w*|remise|webinaire|agence|accompagn\w+|spécialis\w+|optimis\w+|prospects?|rentab\w+|
    investi\w+|revenus?|formation|boost\w*|leader
    soluci\w+|plataforma|servicios?|clientes|ventas|crecimiento|aument\w+|oferta\w*|gratis|
    gratuit\w*|descuento|agencia|ayudamos|especiali\w+|optimi\w+|rentab\w+|inver\w+|ingresos|
    oportunidad|líder\w*|impuls\w+
    soluç\w+|serviços?|vendas|crescimento|aument\w+|gratuit\w*|desconto|agência|ajudamos|ajudo|
    especiali\w+|otimi\w+|investi\w+|renda|faturamento|oportunidade|mentoria|consultoria|líder\w*
    soluzion\w*|servizi|clienti|vendite|crescita|sconto|agenzia|aiutiamo|oplossing\w*|diensten|
    klanten|omzet|groei|korting|bureau|gratis
""")

BULK = _any(r"""
    (?:add|adding) you to my (?:professional )?network|(?:expand|grow|build|widen|
    extend)(?:ing)? (?:my|our|your) (?:\w+ )?network|like-?minded|came across your (?:profile|
    page|company)|(?:saw|found|stumbled \w+|noticed|viewed|looked at|reviewing) your (?:profile|
    background)|your (?:impressive |amazing |great )?(?:profile|background|experience|expertise|
    journey|achievements|work)|would (?:love|like) to connect|let's connect|
    great to connect|happy to connect|looking (?:forward )?to connect\w*|thanks for connecting|
    synerg\w+|mutual(?:ly)? benefi\w+|potential (?:collaboration|synergies|partnership)|
    explore (?:opportunities|synergies|how|ways|potential|collaboration)|professionals like you|
    leaders like you|people like you|(?:companies|businesses) like yours|in your (?:industry|
    field|space|sector|area)|hope (?:this|you|all|your)(?: \w+){1,4} well|
    hope you(?:'re| are) (?:doing|having|well)|dear (?:sir|madam|friends?|all|connections?|
    professional)|to whom|open networker|lion|hi (?:friends|all|everyone|there)|greetings|valued|
    esteemed|respected|impress\w+|inspir\w+|following up|bumping|circling back|touch base|
    quick question|reaching out|no pressure|please (?:accept|like|share|vote|follow|subscribe|
    refer|forward|support)|anyone (?:who|you know)|feel free to (?:refer|share|forward)|
    your network
    (?:meinem|mein|unser\w*) (?:berufliche\w )?netzwerk|netzwerk (?:erweitern|ausbauen)|
    gleichgesinnt\w+|(?:auf )?ihr(?:em)? (?:spannende\w |interessante\w )?profil|ihr profil|
    dein profil|vernetzen|kontakte? hinzufügen|synergien|zusammenarbeit|führungskräfte wie|
    unternehmen wie|beeindruck\w*|sehr geehrte damen|guten tag,|ich hoffe, es geht|spannend\w*
    (?:mon|notre|votre) réseau|(?:élargir|agrandir|développer) (?:mon|notre)|votre (?:profil|
    parcours)|ton (?:profil|parcours)|synergies?|collaboration|entrer en contact|
    ravi\w* d'échanger|échanger|madame, monsieur|impressionn\w+|inspirant\w*|
    professionnels (?:comme|tels)|entreprises comme
    (?:mi|nuestra|tu|su) red|ampliar|(?:tu|su) (?:perfil|trayectoria|experiencia)|sinergias?|
    colabora\w+|conectar|estimad[oa]s?|impresion\w+|inspirador\w*|profesionales como|
    empresas como|me encantaría|un saludo cordial
    (?:minha|nossa|sua) rede|ampliar|(?:seu|teu) (?:perfil|currículo)|sua (?:trajetória|
    experiência)|sinergias?|parceria\w*|conectar|prezad[oa]s?|impressionad\w+|inspirador\w*|
    networking|empresas como|profissionais como
    (?:mia|nostra) rete|(?:suo|tuo) profilo|sinergie|collegar\w+|collaborazion\w*|(?:mijn|
    ons) netwerk|(?:je|uw) profiel|connecten|samenwerking|synergie
""")

TEMPLATE_SLOT = re.compile(
    r"\{\{?\w+\}?\}|\[(?:first|name|company|vorname|prénom|nombre|nome)[^\]]*\]|%\w+%"
)

RECRUIT = _any(r"""
    role|position|opportunit\w+|vacanc\w+|hiring|recruit\w+|talent|candidate\w*|resume|cv|jd|
    salary|remote|w2|c2c|years of experience|immediate(?:ly)? (?:start|joiner\w*)|job|openings?|
    apply
    stelle\w*|position\w*|bewerb\w*|personal\w*|karriere|gehalt|vakanz\w*|kandidat\w*
    poste|recrut\w+|candidat\w*|carrière|salaire|emploi|cdi|offre d'emploi
    puesto|vacante\w*|candidat\w*|oferta de (?:empleo|trabajo)|empleo|vaga\w*|currículo|emprego
    posizione|lavoro|candidat\w*|vacature\w*|functie
""")

CROWD = _any(r"""
    everyone|everybody|all|friends|folks|guys|anyone|people|companies|businesses|professionals|
    leaders|founders|entrepreneurs|ceos?|connections|members|contacts|others|many
    alle|kollegen|unternehmen|firmen|unternehmer\w*|selbständige\w*|führungskräfte\w*|kontakte\w*
    tous|toutes|entreprises|dirigeants|entrepreneurs|professionnels|contacts|indépendants
    todos|todas|empresas|empresari\w+|emprendedor\w+|profesionales|profissionais|contactos|
    contatos
    tutti|aziende|imprenditor\w+|professionisti|iedereen|bedrijven|ondernemers
""")

_GREETING = r"(?:hi|hey|hello|hallo|bonjour|salut|hola|olá|oi|ciao|hoi)\b(?: \w+)?[,! -]+"
_ANSWER = (
    r"yes|yep|yeah|no|nope|ok|okay|sure|sorry|ha|haha|ah|oh|thanks|thank you|cheers|agreed|got it|"
    r"ja|nein|danke|klar|oui|non|merci|si|sí|gracias|sim|não|valeu|obrigad[oa]|grazie|bedankt|nee"
)
REPLY = re.compile(rf"(?:re|aw|sv): |(?:{_GREETING}|\w+, )?(?:{_ANSWER})\b")

CONTACT = Marks(
    r"https?://|www\.|\b[\w.+-]+@[\w-]+\.\w+|\b\w+\.(?:com|net|io|org|co|de|fr|es|br|ai|biz|info)\b|"
    r"(?:\+|\b00)\d[\d ()-]{7,}|\bwhatsapp\b|\btelegram\b",
    needs=r"://|www\.|@|\+|00|whatsapp|telegram|\.(?:com|net|io|org|co|de|fr|es|br|ai|biz|info)\b",
)

FIGURES = Marks(
    r"\d+ ?%|\d+x\b|[$€£₹]\s?\d|\d[\d.,]* ?(?:k\b|m\b|mio|millio\w*|millon\w*|milh\w*|usd|"
    r"eur|euros?|dollars?|clients?|customers|companies|kunden|clientes|\+)|\b\d+\+",
    needs=r"\d",
    begins=r"[\d$€£₹]",
)

_BULLETS = "•▪►➡✅✔⭐🔥🚀💰👉📈💡🎯"
EMPHASIS = Marks(
    rf"!{{2,}}|\b[A-ZÀ-Þ]{{4,}}\b|[{_BULLETS}]",
    begins=rf"[!A-ZÀ-Þ{_BULLETS}](?:(?=[!A-ZÀ-Þ])|(?<=[{_BULLETS}]))",
)
"""In the text as it is written."""

LIST = Marks(r"(?m)^\s*[-*] ", needs=r"[-*] ")

SHORT_TIME = _any(r"""
    (?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|
    september|october|november|december|(?:19|20)\d\d|spring|summer|autumn|winter
    montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|januar|februar|märz|mai|juni|juli|
    oktober|dezember|frühjahr|sommer|herbst
    lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|janvier|février|mars|avril|juin|juillet|
    août|septembre|octobre|novembre|décembre|printemps|été|automne|hiver
    lunes|martes|miércoles|jueves|viernes|sábado|domingo|enero|febrero|marzo|abril|mayo|junio|
    julio|agosto|septiembre|octubre|noviembre|diciembre|verano|otoño|invierno
    segunda|terça|quarta|quinta|sexta|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|
    novembro|dezembro|lunedì|martedì|mercoledì|giovedì|venerdì|maandag|dinsdag|woensdag|donderdag|
    vrijdag
""")
