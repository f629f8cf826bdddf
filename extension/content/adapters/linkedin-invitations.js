// LinkedIn: received invitations, in the manager and in the preview on My Network. Data only; the
// reader is requests.js. Three generations of the page are served by the same description, since
// the pair of controls and the link to the person stand in all of them (docs/how-to/add-a-site.md).
(() => {
  "use strict";

  /** Words by language: stems begin a word; `labels` are whole labels with a gap for the name. */
  /** @type {Record<string, Language>} */
  const languages = {
    en: {
      ignore: ["ignore(?!\\p{L})"], accept: ["accept(?!\\p{L})"], sentenceKnown: true, mutualKnown: true,
      labels: {
        ignore: ["Ignore an invitation to connect from {name}", "Ignore invitation from {name}", "Ignore {name}'s invitation to connect", "Ignore {name}'s invitation"],
        accept: ["Accept {name}'s invitation to connect", "Accept {name}'s invitation", "Accept invitation from {name}"],
      },
      connect: ["wants to connect", "would like to connect", "(?:is )?inviting you to connect", "invited you to connect", "invitation to connect"],
      follow: ["(?:invit\\w+|wants) you to (?:follow|subscribe|attend|join)", "invit\\w+ to (?:follow|subscribe|attend|join)", "subscribe to"],
    },
    de: {
      ignore: ["ignorieren", "ablehnen"], accept: ["annehmen", "akzeptieren"], sentenceKnown: true, mutualKnown: true,
      labels: {
        ignore: ["Kontaktanfrage von {name} ignorieren", "Einladung von {name} ignorieren"],
        accept: ["Kontaktanfrage von {name} annehmen", "Einladung von {name} annehmen"],
      },
      connect: ["kontakt mit (?:ihnen|dir)", "(?:sich )?(?:mit )?(?:ihnen|dir) vernetzen", "kontaktanfrage"],
      follow: ["zu folgen", "folgen sie", "zu abonnieren", "teilzunehmen", "beizutreten"],
    },
    fr: {
      ignore: ["ignorer"], accept: ["accepter"], mutualKnown: true,
      labels: {
        ignore: ["Ignorer l'invitation de {name} à rejoindre son réseau", "Ignorer l'invitation de {name}"],
        accept: ["Accepter l'invitation de {name} à rejoindre son réseau", "Accepter l'invitation de {name}"],
      },
      connect: ["rejoindre (?:son|votre|leur) réseau", "entrer en (?:relation|contact)", "se connecter"],
      follow: ["(?:à|de) suivre", "suivre sa page", "à un événement", "(?:à|vous) abonner", "à (?:participer|assister)", "rejoindre (?:le|un) groupe"],
    },
    es: { ignore: ["ignorar", "rechaz"], accept: ["acept"], mutualKnown: true, follow: ["seguir", "suscrib", "evento", "asist", "grupo"] },
    pt: { ignore: ["ignorar", "recus"], accept: ["aceit"], mutualKnown: true, follow: ["seguir", "assin", "evento", "particip", "grupo"] },
    it: { ignore: ["ignora", "rifiut"], accept: ["accett"], mutualKnown: true, follow: ["seguire", "iscriv", "evento", "partecip", "gruppo"] },
    nl: { ignore: ["negeren", "negeer"], accept: ["accept"], follow: ["volgen", "abonn", "evenement", "deelnem", "groep"] },
    sv: { ignore: ["ignorera"], accept: ["godkänn", "acceptera"], follow: ["följa", "prenumerera", "evenemang"] },
    no: { ignore: ["ignorer", "avvis"], accept: ["godta", "aksepter"], follow: ["følge", "abonnere", "arrangement"] },
    da: { ignore: ["ignorer", "afvis"], accept: ["accepter", "godkend"], follow: ["følge", "abonnere", "begivenhed"] },
    fi: { ignore: ["hylkää"], accept: ["hyväksy"], follow: ["seuraa", "tilaa", "tapahtum"] },
    pl: { ignore: ["ignoruj", "odrzuć", "odrzuc"], accept: ["zaakcept", "przyjmij"], follow: ["obserw", "subskryb", "wydarzen"] },
    hu: { ignore: ["elutasít"], accept: ["elfogad"], follow: ["követ", "feliratkoz", "esemény"] },
    ru: { ignore: ["отклон", "игнорир"], accept: ["принять"], follow: ["отслеж", "подпис", "мероприят"] },
    id: { ignore: ["abaikan"], accept: ["terima"], follow: ["mengikuti", "berlangganan", "acara"] },
  };

  app.engine.define({
    id: "linkedin-invitations",
    site: "linkedin",
    reader: "requests",
    paths: [/^\/mynetwork\/invitation-manager\/?$/, /^\/mynetwork\/invitation-manager\/received(\/|$)/, /^\/mynetwork\/?$/, /^\/mynetwork\/grow\/?$/],
    notPaths: [/^\/mynetwork\/invitation-manager\/sent(\/|$)/],
    // A page of the old front end shown inside the new one has an address that does not tell which: known by what is in it.
    signPaths: [/^\/preload\//],
    signs: ".invitation-card, .mn-invitation-list, [data-view-name=pending-invitation], [componentkey^='urn:li:invitation:']",
    shadowHosts: "#interop-outlet, [data-testid=interop-shadowdom]",
    languages,
    person: /^\/in\/([^/]+)/,
    notPeople: [/^\/newsletters\//, /^\/events\//, /^\/showcase\//, /^\/company\//, /^\/school\//, /^\/groups\//],
    /** Frames of a card, newest first. */
    frames: ["[componentkey^='urn:li:invitation:']", "[data-view-name=pending-invitation]", ".invitation-card", "[role=listitem]", "li"],
    /** Frames that only a request has. */
    certain: "[componentkey^='urn:li:invitation:'], [data-view-name=pending-invitation], .invitation-card",
    /** Never part of a card: climbing stops here. */
    limits: "main, body, nav, header, aside, form, ul, ol, dialog, [role=main], [role=list], [role=dialog], [data-testid=lazy-column], [data-sdui-screen]",
    /** Framed cards that carry an invitation's mark, for languages without words. */
    marked: "[role=listitem][componentkey^='urn:li:invitation:']",
    keys: [{ attribute: "componentkey", pattern: /urn:li:invitation:(\d+)/ }],
    fields: {
      name: [".invitation-card__title", "strong"],
      headline: [".invitation-card__subtitle"],
      mutual: [".member-insights"],
      note: [".invitation-card__custom-message"],
      noteBox: ["[data-testid=expandable-text-box]"],
      small: [".time-badge"],
      more: ["a.lt-line-clamp__more"],
    },
    mutual: [
      "mutual connections?", "gemeinsamer? Kontakte?", "gemeinsamen Kontakten?", "relations? en commun", "relations? communes?",
      "conexi(?:ón|ones) en común", "conex(?:ão|ões) em comum", "collegament[oi] in comune",
    ],
    and: ["and", "und", "et", "y", "e"],
    smallLines: [
      /^(today|yesterday|heute|gestern|aujourd'hui|hier|hoy|ayer|hoje|ontem|oggi|ieri|vandaag|gisteren)$/iu,
      /^\d+ \p{L}+ (ago|fa|geleden)$/iu, /^(vor|il y a|hace|há) \d+ \p{L}+$/iu, /^\d+ ?(min|h|d|w|mo|yr?|std|wo|sem|j)\.?$/iu,
      /^[·•]? ?\d\p{L}{0,3}\+?$/u,
      /^\(?(she|her|hers|he|him|his|they|them|theirs|sie|ihr|er|ihm|elle|il|iel|ella|él|ela|ele|lui|lei|zij|haar|hij|hem)([/ ,]+\p{L}{2,6}){1,2}\)?$/iu,
    ],
    more: [
      "(?:show|see|read) (?:more|less)", "more|less", "mehr(?: anzeigen)?", "weniger(?: anzeigen)?", "voir (?:plus|moins)", "ver más", "ver menos",
      "ver mais", "vedi altro", "mostra (?:altro|meno)", "meer(?: weergeven)?", "minder(?: weergeven)?",
    ],
    reply: ["reply", "antwort", "répondre", "responder", "rispond", "beantwoord", "message", "nachricht", "vastaa"],
  });
})();
