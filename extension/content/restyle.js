// Changes the page's own elements in style alone, so that it can be taken back: what was there is there again, down to
// the attribute. What the page wrote in the meantime is the page's and stays.
(() => {
  "use strict";

  /**
   * @param {HTMLElement} element
   * @param {Record<string, string>} wanted values by property
   * @returns {() => void} undoes it
   */
  const restyle = (element, wanted) => {
    const { style } = element;
    const hadAttribute = element.hasAttribute("style");
    const changed = Object.entries(wanted).map(([name, value]) => {
      const before = [style.getPropertyValue(name), style.getPropertyPriority(name)];
      style.setProperty(name, value, "important");
      // As the browser writes it, to be known again.
      return { name, before, ours: style.getPropertyValue(name) };
    });
    return () => {
      for (const { name, before: [value, priority], ours } of changed) {
        if (style.getPropertyValue(name) === ours && style.getPropertyPriority(name) === "important") style.setProperty(name, value, priority);
      }
      if (!hadAttribute && element.getAttribute("style") === "") element.removeAttribute("style");
    };
  };

  app.restyle = restyle;
})();
