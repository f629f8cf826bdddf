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
      connect: [
        "(?:wants?|would like|asked|asking|requested|requests|invites|invited|inviting)(?: you)? to connect", "invitation to connect", "connection request",
        "(?:add|invite\\w*) you to (?:their|his|her|join)",
      ],
      follow: ["(?:invit\\w+|wants) you to (?:follow|subscribe|attend|join)", "invit\\w+ to (?:follow|subscribe|attend|join)", "subscribe to"],
    },
    de: {
      ignore: ["ignorieren", "ablehnen"], accept: ["annehmen", "akzeptieren"], sentenceKnown: true, mutualKnown: true,
      labels: {
        ignore: ["Kontaktanfrage von {name} ignorieren", "Einladung von {name} ignorieren"],
        accept: ["Kontaktanfrage von {name} annehmen", "Einladung von {name} annehmen"],
      },
      connect: ["kontakt mit (?:ihnen|dir)", "vernetzen", "kontaktanfrage", "netzwerk hinzu"],
      follow: ["zu folgen", "folgen sie", "zu abonnieren", "teilzunehmen", "beizutreten"],
    },
    fr: {
      ignore: ["ignorer"], accept: ["accepter"], mutualKnown: true,
      labels: {
        ignore: ["Ignorer l'invitation de {name} à rejoindre son réseau", "Ignorer l'invitation de {name}"],
        accept: ["Accepter l'invitation de {name} à rejoindre son réseau", "Accepter l'invitation de {name}"],
      },
      connect: ["rejoindre (?:son|votre|leur) réseau", "(?:entrer|mettre) en (?:relation|contact)", "(?:se|vous) connecter", "demande de connexion"],
      follow: ["(?:à|de) suivre", "suivre sa page", "à un événement", "(?:à|vous) abonner", "à (?:participer|assister)", "rejoindre (?:le|un) groupe"],
    },
    es: {
      ignore: ["ignorar", "rechaz"], accept: ["acept"], mutualKnown: true,
      connect: ["conectar", "a (?:su|tu) red", "(?:su|tu) red de contactos"], follow: ["seguir", "suscrib", "evento", "asist", "grupo"],
    },
    pt: {
      ignore: ["ignorar", "recus"], accept: ["aceit"], mutualKnown: true,
      connect: ["conectar", "conexão com", "(?:sua|à) rede"], follow: ["seguir", "assin", "evento", "particip", "grupo"],
    },
    it: {
      ignore: ["ignora", "rifiut"], accept: ["accett"], mutualKnown: true,
      connect: ["collegar", "tua rete"], follow: ["seguire", "iscriv", "evento", "partecip", "gruppo"],
    },
    nl: { ignore: ["negeren", "negeer", "weiger"], accept: ["accept"], mutualKnown: true, connect: ["connectie", "verbinden"], follow: ["volgen", "abonn", "evenement", "deelnem", "groep"] },
    sv: { ignore: ["ignorera", "avböj"], accept: ["godkänn", "acceptera"], mutualKnown: true, connect: ["kontakt"], follow: ["följa", "prenumerera", "evenemang"] },
    no: { ignore: ["ignorer", "avvis"], accept: ["godta", "aksepter"], connect: ["kontakt", "koble"], follow: ["følge", "abonnere", "arrangement"] },
    da: { ignore: ["ignorer", "afvis"], accept: ["accepter", "godkend"], connect: ["forbinde", "kontakt"], follow: ["følge", "abonnere", "begivenhed"] },
    fi: { ignore: ["hylkää", "ohita"], accept: ["hyväksy"], connect: ["verkosto"], follow: ["seuraa", "tilaa", "tapahtum"] },
    pl: { ignore: ["z?ignoruj", "odrzuć", "odrzuc"], accept: ["zaakcept", "akcept", "przyjmij"], connect: ["kontakt", "sieci"], follow: ["obserw", "subskryb", "wydarzen"] },
    cs: { ignore: ["ignorovat", "odmítn"], accept: ["přijmout"], connect: ["spojit", "spojení", "kontakt"], follow: ["sledova", "odebír", "událost"] },
    hu: { ignore: ["elutasít", "figyelmen kívül"], accept: ["elfogad"], connect: ["kapcsol", "ismerős"], follow: ["követ", "feliratkoz", "esemény"] },
    ro: { ignore: ["ignora", "respinge", "refuz"], accept: ["accept"], connect: ["conect", "rețea"], follow: ["urmăr", "abon", "eveniment"] },
    tr: { ignore: ["yok ?say", "reddet"], accept: ["kabul"], connect: ["bağlantı"], follow: ["takip", "abone", "etkinl"] },
    el: { ignore: ["αγνό", "παράβλεψ", "απόρριψ"], accept: ["αποδοχ", "αποδέξ"], connect: ["συνδε", "σύνδεσ"], follow: ["ακολουθ", "εγγραφ", "εκδήλωσ"] },
    ru: { ignore: ["отклон", "игнорир"], accept: ["принять"], connect: ["контакт"], follow: ["отслеж", "подпис", "мероприят"] },
    uk: { ignore: ["відхил", "ігнор"], accept: ["прийняти"], connect: ["контакт"], follow: ["стежи", "підпис", "захід"] },
    id: { ignore: ["abaikan"], accept: ["terima"], connect: ["terhubung", "koneksi"], follow: ["mengikuti", "berlangganan", "acara"] },
    vi: { ignore: ["bỏ qua", "từ chối"], accept: ["chấp nhận"], connect: ["kết nối"], follow: ["theo dõi", "đăng ký", "sự kiện"] },
    ar: { ignore: ["تجاهل"], accept: ["قبول"], connect: ["التواصل", "الاتصال", "للتواصل"], follow: ["متابعة", "لمتابعة", "الاشتراك", "فعالية"] },
    he: { ignore: ["התעל"], accept: ["אישור", "קבל"], connect: ["להתחבר", "ליצור קשר"], follow: ["לעקוב", "להירשם", "אירוע"] },
    ja: { ignore: ["無視", "辞退", "拒否"], accept: ["承認", "承諾"], connect: ["つなが"], follow: ["フォロー", "購読", "登録", "イベント"] },
    ko: { ignore: ["무시", "거절"], accept: ["수락"], connect: ["1촌", "연결"], follow: ["팔로우", "구독", "이벤트"] },
    zh: { ignore: ["忽略", "拒绝", "拒絕"], accept: ["接受"], connect: ["建立联系", "建立聯繫", "加为好友", "加為好友", "人脉", "人脈"], follow: ["关注", "關注", "订阅", "訂閱", "活动", "活動"] },
    th: { ignore: ["ละเว้น", "เพิกเฉย", "ปฏิเสธ"], accept: ["ยอมรับ"], connect: ["เชื่อมต่อ", "เครือข่าย"], follow: ["ติดตาม", "สมัคร", "กิจกรรม"] },
  };

  app.engine.define({
    id: "linkedin-invitations",
    site: "linkedin",
    hosts: ["www.linkedin.com"],
    reader: "requests",
    paths: [/^(?:\/preload)?\/mynetwork(\/|$)/, /^\/m\/invitations(\/|$)/],
    notPaths: [/^(?:\/preload)?\/mynetwork\/(?:invitation-manager|invite-manager)\/sent(\/|$)/],
    // A page of the old front end shown inside the new one has an address that does not tell which: known by what is in it.
    signPaths: [/^\/preload\//],
    signs: ".invitation-card, .mn-invitation-list, [data-view-name=pending-invitation], [componentkey^='urn:li:invitation:']",
    shadowHosts: "#interop-outlet, [data-testid=interop-shadowdom]",
    languages,
    person: /^\/in\/([^/]+)/,
    notPeople: [/^\/newsletters\//, /^\/events\//, /^\/showcase\//, /^\/company\//, /^\/school\//, /^\/groups\//],
    /** Frames of a card, newest first. */
    frames: ["[componentkey^='urn:li:invitation:']", "[data-view-name=pending-invitation]", ".invitation-card", "[role=listitem]", "li", "article, [role=article]"],
    /** Never part of a card, and what may hold several: climbing stops here. */
    outermost: "main, body, nav, aside, dialog, [role=main], [role=dialog], [data-testid=lazy-column], [data-sdui-screen]",
    lists: "ul, ol, header, form, [role=list]",
    /** Framed cards that carry an invitation's mark, for languages without words. */
    marked: "[componentkey*='urn:li:invitation:'], [data-view-name=pending-invitation], .invitation-card",
    keys: [{ attribute: "componentkey", pattern: /urn:li:(?:fsd_|fs_)?invitation:(\d+)/i }],
    fields: {
      name: [".invitation-card__title", "strong"],
      headline: [".invitation-card__subtitle"],
      mutual: [".member-insights"],
      note: [".invitation-card__custom-message"],
      noteBox: ["[data-testid=expandable-text-box]"],
      small: [".time-badge"],
      more: ["a.lt-line-clamp__more", ".lt-line-clamp__ellipsis"],
    },
    /** With these a label says that it is about a request, and not whose. */
    nameless: [
      "invit", "request", "connect", "th(?:is|e)(?!\\p{L})", "einlad", "kontaktanfrage", "anfrage", "diese[rns]?(?!\\p{L})", "demande", "cette(?!\\p{L})", "solicit", "esta(?!\\p{L})", "convit", "richiest",
      "uitnod", "verzoek", "inbjud", "zaprosz", "приглаш", "запрос", "davet", "招待", "申請", "邀请", "邀請",
    ],
    mutual: [
      "mutual connections?", "gemeinsamer? Kontakte?", "gemeinsamen Kontakten?", "relations? en commun", "relations? communes?",
      "(?:conexi(?:ón|ones)|contactos?) en común", "(?:conex(?:ão|ões)|contatos?) em comum", "collegament[oi] in comune",
      "gemeenschappelijke (?:connecties?|contacten)", "gemensamma? kontakter?", "felles (?:forbindelser?|kontakter?)", "fælles (?:forbindelser?|kontakter?)",
      "wspóln\\p{L}+ kontakt\\p{L}*", "ortak bağlantı\\p{L}*", "общ\\p{L}+ контакт\\p{L}*", "共通のつながり\\p{L}*", "位?共同(?:好友|联系人|人脉|聯絡人)",
    ],
    and: ["and", "und", "et", "y", "e", "en", "och", "og", "oraz", "i", "ve", "и"],
    smallLines: [
      /^(today|yesterday|heute|gestern|aujourd'hui|hier|hoy|ayer|hoje|ontem|oggi|ieri|vandaag|gisteren)$/iu,
      /^\d+ \p{L}+ (ago|fa|geleden)$/iu, /^(vor|il y a|hace|há) \d+ \p{L}+$/iu, /^\d+ ?(min|h|d|w|mo|yr?|std|wo|sem|j)\.?$/iu,
      /^(?:vor|il y a|hace|há) (?:ein\p{L}*|un[ae]?|uma?) \p{L}+$/iu, /^(?:för|for) \d+ \p{L}+ (?:sedan|siden)$/iu, /^[·•]? ?\d\p{L}{0,3}\.?\+?$/u,
      /^(?:premium|verified|verifi\p{L}{2,5}|vérifiée?|verificad[oa]|influencer)$/iu, /^[\d.,\u00a0]+ ?[KM]? (?:followers?|abonnés|seguidores)$/iu,
      /^(?:view|voir|ver) .{1,80}(?:profile|profil|perfil)$/iu, /^[–—·•|-]$/u,
      /^\(?(she|her|hers|he|him|his|they|them|theirs|sie|ihr|er|ihm|elle|il|iel|ella|él|ela|ele|lui|lei|zij|haar|hij|hem)([/ ,]+\p{L}{2,6}){1,2}\)?$/iu,
    ],
    more: [
      "(?:show|see|read) (?:more|less)", "more|less", "mehr(?: anzeigen)?", "weniger(?: anzeigen)?", "voir (?:plus|moins)", "ver más", "ver menos",
      "ver mais", "vedi altro", "mostra (?:altro|meno)", "meer(?: weergeven)?", "minder(?: weergeven)?",
    ],
    reply: ["reply", "antwort", "répondre", "responder", "rispond", "beantwoord", "message", "nachricht", "vastaa"],
  });
})();
