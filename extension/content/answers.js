// Two short answers to copy, in the language the sender wrote in: asking back kindly, and a kind no. They
// are texts for others to read, so they stand here and not in _locales, which follows the reader's browser.
// Nothing of it is ever sent by us.
(() => {
  "use strict";

  const { make, write, release } = app.words;
  const { say } = app;

  /** `$1`: a comma's worth of a name, with the space before it, or nothing. */
  const ANSWERS = {
    en: {
      ask: "Hello$1,\n\nThank you for writing. May I ask how you found me, and how I could help you? A line or two is enough.\n\nKind regards",
      no: "Hello$1,\n\nThank you for thinking of me. It is not a fit for me just now, so I would rather say so than keep you waiting. I wish you well with it.\n\nKind regards",
    },
    de: {
      ask: "Guten Tag$1,\n\nvielen Dank für Ihre Nachricht. Darf ich fragen, wie Sie auf mich gekommen sind und womit ich Ihnen helfen könnte? Ein, zwei Sätze genügen.\n\nFreundliche Grüße",
      no: "Guten Tag$1,\n\nvielen Dank, dass Sie an mich gedacht haben. Im Moment passt es für mich nicht, und das sage ich Ihnen lieber gleich, als Sie warten zu lassen. Ich wünsche Ihnen viel Erfolg damit.\n\nFreundliche Grüße",
    },
    fr: {
      ask: "Bonjour$1,\n\nMerci pour votre message. Puis-je vous demander ce qui vous a mené à mon profil, et en quoi je pourrais vous aider ? Une ligne ou deux suffisent.\n\nBien cordialement",
      no: "Bonjour$1,\n\nMerci d’avoir pensé à moi. Cela ne me convient pas en ce moment, et je préfère vous le dire plutôt que de vous faire attendre. Je vous souhaite une belle réussite.\n\nBien cordialement",
    },
    es: {
      ask: "Hola$1:\n\nGracias por escribirme. ¿Puedo preguntarte cómo diste conmigo y en qué podría ayudarte? Con una o dos líneas basta.\n\nUn saludo cordial",
      no: "Hola$1:\n\nGracias por pensar en mí. Ahora mismo no me encaja, y prefiero decírtelo antes que hacerte esperar. Te deseo mucha suerte con ello.\n\nUn saludo cordial",
    },
    pt: {
      ask: "Olá$1,\n\nAgradeço a sua mensagem. Posso perguntar como você me encontrou e em que eu poderia ajudar? Uma ou duas linhas bastam.\n\nUm abraço",
      no: "Olá$1,\n\nAgradeço por ter pensado em mim. No momento não é para mim, e prefiro dizer isso logo a deixar você esperando. Desejo tudo de bom com o projeto.\n\nUm abraço",
    },
  };
  /** @typedef {keyof typeof ANSWERS} Tongue */

  /** Small words that one of the five has and the others have not. @type {Record<Tongue, string>} */
  const SMALL_WORDS = {
    en: "the and you your with for are this that have would is we of to my how can if",
    de: "und der die das ich sie ist mit für nicht ein eine wir ihre ihnen zu auf haben würde gerne",
    fr: "le les des vous votre et est pour avec nous une je dans sur pas vos ce cette être bonjour",
    es: "el los las y usted tu con para una es nos por que su hola gracias muy está pero mi",
    pt: "o os as e você com para uma é nós por que seu sua olá obrigado muito está não em",
  };
  const WORDS = Object.entries(SMALL_WORDS).map(([tongue, words]) => /** @type {[Tongue, Set<string>]} */ ([tongue, new Set(words.split(" "))]));
  const TITLES = /^(?:dr|prof|mr|mrs|ms|mx|herr|frau|ing|mag|dipl|sr|sra|mme|m)\.?$/iu;

  /** @param {string | undefined} tag @returns {Tongue | null} */
  const known = (tag) => {
    const [language] = (tag ?? "").toLowerCase().split(/[-_]/);
    return Object.hasOwn(ANSWERS, language) ? /** @type {Tongue} */ (language) : null;
  };

  /**
   * The language of a text by its small words; where they do not decide, the browser's, else English.
   * @param {Message} message @returns {Tongue}
   */
  const tongueOf = ({ text, lang }) => {
    const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
    const counts = WORDS.map(([tongue, small]) => ({ tongue, count: words.filter((word) => small.has(word)).length }));
    const [best, second] = counts.sort((a, b) => b.count - a.count);
    const told = best.count > second.count ? best.tongue : null;
    return known(lang) ?? told ?? known(chrome.i18n.getUILanguage()) ?? "en";
  };

  /** With the space before it, else nothing where no first name can be told. @param {string | undefined} name */
  const firstName = (name) => {
    const words = (name ?? "").split(/[,(|·]/)[0].split(/\s+/).map((word) => word.replace(/[^\p{L}\p{M}'’-]/gu, ""));
    const first = words.find((word) => word && !TITLES.test(word)) ?? "";
    // An initial, or a name that is no person's, greets nobody.
    return /^\p{L}[\p{L}\p{M}'’-]+$/u.test(first) ? ` ${first}` : "";
  };

  /**
   * @param {Message} message
   * @returns {{ tongue: Tongue, ask: string, no: string }}
   */
  const answersFor = (message) => {
    const tongue = tongueOf(message);
    const name = firstName(message.sender?.name);
    const { ask, no } = ANSWERS[tongue];
    return { tongue, ask: ask.replace("$1", () => name), no: no.replace("$1", () => name) };
  };

  /** @param {string} title @param {string} text @param {string} tongue */
  const one = (title, text, tongue) => {
    const copy = make("button", "copy", say("answer_copy"));
    copy.type = "button";
    copy.setAttribute("aria-label", say("answer_copy_this", title));
    const said = make("span", "copied");
    said.setAttribute("role", "status");
    const words = make("blockquote", "answer-text", text);
    words.lang = tongue;
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text);
        write(said, say("answer_copied"));
      } catch {
        // A page may forbid it; then the text can be marked and copied by hand.
        release(words);
        write(said, say("answer_not_copied"));
      }
    });
    return make("div", "answer", make("div", "answer-head", make("h3", "", title), said, copy), words);
  };

  /** Both answers, to be put below the reasons. @param {Message} message */
  const answersOf = (message) => {
    const { tongue, ask, no } = answersFor(message);
    const open = make("button", "answers-open", say("answer_title"));
    open.type = "button";
    const both = make("div", "", one(say("answer_ask"), ask, tongue), one(say("answer_no"), no, tongue), make("p", "foot", say("answer_foot")));
    /** @param {boolean} shown */
    const show = (shown) => {
      both.hidden = !shown;
      open.setAttribute("aria-expanded", String(shown));
    };
    open.addEventListener("click", () => show(both.hidden));
    show(false);
    return make("div", "answers", open, both);
  };

  app.answers = { answersFor, answersOf };
})();
