// Inside a store's admin pages are fetched with a token and put in place: a link that the browser follows by itself
// would carry neither a cookie nor a token. The store's own script, which comes first, adds the token to fetch.
"use strict";
{
  const { leaveOut: token, leave, unreached } = document.currentScript.dataset;
  const leaveOut = [token, "said", "again"];

  // What was changed and not saved is the store's admin to ask about: it shows the bar to save or discard.
  const left = async () => {
    const names = leave.split("."), last = names.pop();
    const there = names.reduce((it, name) => it?.[name], window);
    await there?.[last]?.();
  };

  const here = (url) => {
    const clean = new URL(url);
    for (const name of leaveOut) clean.searchParams.delete(name);
    return clean;
  };

  const fill = (frame) => {
    if (frame.dataset.src && !frame.hasAttribute("srcdoc"))
      fetch(frame.dataset.src).then((answer) => answer.text()).then((text) => (frame.srcdoc = text));
  };

  const put = async (answer, push) => {
    const kind = answer.headers.get("content-type") || "";
    if (!kind.startsWith("text/html")) return keep(answer);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.title = page.title;
    document.body.replaceWith(document.adoptNode(page.body));
    const address = here(answer.url);
    if (push && address.href !== location.href) history.pushState(null, "", address);
    document.querySelectorAll("iframe").forEach(fill);
    const target = address.hash && document.getElementById(address.hash.slice(1));
    if (target) target.scrollIntoView();
    else scrollTo(0, 0);
    (document.querySelector("[autofocus]") || document.querySelector("main")).focus({ preventScroll: true });
    document.dispatchEvent(new Event("page:put"));
  };

  const keep = async (answer) => {
    const named = /filename="?([^";]+)/.exec(answer.headers.get("content-disposition") || "");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = named ? named[1] : "";
    link.click();
    URL.revokeObjectURL(link.href);
  };

  const ask = async (url, options = {}, push = true) => {
    document.documentElement.setAttribute("aria-busy", "true");
    try {
      await put(await fetch(url, options), push);
    } catch {
      const words = document.createElement("p");
      words.setAttribute("role", "alert");
      words.textContent = unreached;
      document.querySelector("main").prepend(words);
    } finally {
      document.documentElement.removeAttribute("aria-busy");
    }
  };

  addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || link.target === "_blank") return;
    if (url.hash && url.pathname === location.pathname && url.search === location.search) return;
    event.preventDefault();
    left().then(() => ask(url));
  });

  addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    const { target: form, submitter } = event;
    const url = new URL(submitter?.getAttribute("formaction") ? submitter.formAction : form.action);
    if (url.origin !== location.origin) return;
    event.preventDefault();
    const filled = new FormData(form, submitter);
    const method = submitter?.getAttribute("formmethod") || form.method;
    if (method === "get") {
      url.search = new URLSearchParams(filled);
      ask(url);
    } else {
      const multipart = form.enctype === "multipart/form-data";
      ask(url, { method: "POST", body: multipart ? filled : new URLSearchParams(filled) });
    }
  });

  addEventListener("popstate", () => ask(location.href, {}, false));
  history.replaceState(null, "", here(location.href));
  document.querySelectorAll("iframe").forEach(fill);
}
