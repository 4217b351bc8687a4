// Forms and buttons that speak to the REST door themselves, so that no password passes through a page's
// state, and the door can set and take the cookie that no script may read.
//
//   <form data-door="/api/v1/auth/sign-in" data-then="/">      fields by name, sent as JSON
//   data-with='{"cookie": true}'                               what is sent besides
//   data-shows="done"                                          instead of data-then: shows #done in its place
//   data-problem-at='{"address_taken": "email"}'               code of a problem -> the field it stands at
//   <input type="hidden" name="token" data-from-address>       filled from ?token= of the address
//   <p data-error="email">, <p data-error="">                  where what is wrong is said
//   <button data-door="..." data-then="/sign-in">              the same, at a click
//   <input type="checkbox" name="scopes" data-many>            all that are ticked, as a list
//   <code data-from-answer="key">                              within #done: what the door answered
//   <form data-downloads data-shows="done">                    the answer is a file, which the browser keeps
//   <input data-again="passphrase">                            must be the same as that field; it is not sent
//   <button data-copies="id">, <button data-shows-form="id">   copies that text; puts the form back
//
// It listens on the document: it works before the page has come alive, and whatever the page draws anew.
(() => {
  const AWAY = "Caly cannot be reached just now. Please try again in a moment.";
  const WRONG = "Something went wrong on our side. Please try again.";

  addEventListener("submit", (event) => {
    const form = event.target.closest?.("form[data-door]");
    if (!form) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy") !== "true" && isSaidTwice(form)) send(form, valuesOf(form));
  });

  addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-door]:not(form)");
    if (button) send(button, {});
    const eye = event.target.closest?.("[data-shows-password]");
    if (eye) showPassword(eye);
    const copier = event.target.closest?.("[data-copies]");
    if (copier) copy(copier);
    const back = event.target.closest?.("[data-shows-form]");
    if (back) showForm(back);
  });

  // What was wrong is no longer said once it is being mended.
  addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-door]");
    if (!form || !event.target.name) return;
    say(form, event.target.name, "");
    say(form, "", "");
  });

  function valuesOf(form) {
    const address = new URLSearchParams(location.search);
    for (const hidden of form.querySelectorAll("[data-from-address]")) hidden.value = address.get(hidden.name) ?? "";
    const values = Object.fromEntries(new FormData(form));
    for (const { name } of form.querySelectorAll("[data-many]")) values[name] = new FormData(form).getAll(name);
    for (const { name } of form.querySelectorAll("[data-again]")) delete values[name];
    return values;
  }

  // What nobody can look up later is typed twice.
  function isSaidTwice(form) {
    for (const again of form.querySelectorAll("[data-again]")) {
      if (again.value === inputAt(form, again.dataset.again)?.value) continue;
      say(form, again.name, "This is not the same as above.");
      again.focus();
      return false;
    }
    return true;
  }

  async function send(at, values) {
    at.setAttribute("aria-busy", "true");
    clear(at);
    const all = { ...values, ...JSON.parse(at.dataset.with ?? "{}") };
    const { problem, answer } = await ask(at.dataset.door, all, at.dataset.downloads !== undefined);
    if (problem) {
      at.setAttribute("aria-busy", "false");
      tell(at, problem);
    } else if (at.dataset.shows) {
      at.setAttribute("aria-busy", "false");
      show(at, document.getElementById(at.dataset.shows), answer);
    } else {
      location.assign(next() ?? at.dataset.then ?? location.href);
    }
  }

  // What is wrong, as the door says it, or what it answered.
  async function ask(door, values, isFile) {
    try {
      const answer = await fetch(door, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(values),
      });
      if (answer.ok && isFile) return { answer: await save(answer) };
      const said = await answer.json().catch(() => null);
      if (answer.ok) return { answer: said };
      return { problem: said?.detail ? said : { detail: WRONG } };
    } catch {
      return { problem: { detail: AWAY } };
    }
  }

  async function save(answer) {
    const named = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = named?.[1] ?? "";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // by then the browser has it
    return null;
  }

  function tell(at, problem) {
    const places = JSON.parse(at.dataset.problemAt ?? "{}");
    const errors = problem.errors ?? [{ field: places[problem.code] ?? "", message: problem.detail }];
    const said = errors.filter(({ field, message }) => field && say(at, field, message));
    if (said.length === 0) say(at, "", errors[0]?.message ?? problem.detail);
    else inputAt(at, said[0].field)?.focus();
  }

  // False where there is no place for it.
  function say(at, field, message) {
    const place = at.querySelector?.(`[data-error="${CSS.escape(field)}"]`);
    if (!place) return false;
    place.textContent = message;
    place.toggleAttribute("data-says", Boolean(message));
    inputAt(at, field)?.setAttribute("aria-invalid", String(Boolean(message)));
    return true;
  }

  // The first of them, where several have the name.
  function inputAt(at, field) {
    return field ? at.querySelector?.(`[name="${CSS.escape(field)}"]`) : null;
  }

  function clear(at) {
    for (const place of at.querySelectorAll?.("[data-error]") ?? []) say(at, place.dataset.error, "");
  }

  function show(form, done, answer) {
    form.reset();
    if (!done) return;
    for (const place of done.querySelectorAll("[data-from-answer]"))
      place.textContent = answer?.[place.dataset.fromAnswer] ?? "";
    form.hidden = true;
    done.hidden = false;
    done.focus();
  }

  // What was shown is forgotten.
  function showForm(back) {
    const done = back.closest("[role=status]");
    for (const place of done.querySelectorAll("[data-from-answer]")) place.textContent = "";
    done.hidden = true;
    document.querySelector(`form[data-shows="${CSS.escape(done.id)}"]`).hidden = false;
  }

  async function copy(copier) {
    const words = copier.querySelector(".button-words") ?? copier;
    const before = words.textContent;
    try {
      await navigator.clipboard.writeText(document.getElementById(copier.dataset.copies).textContent);
      words.textContent = "Copied";
    } catch {
      words.textContent = "Select it"; // the browser does not let us
    }
    setTimeout(() => (words.textContent = before), 2000);
  }

  // ?next= of the address, if it is a page of ours.
  function next() {
    const wanted = new URLSearchParams(location.search).get("next") ?? "";
    return /^\/(?![/\\])/.test(wanted) ? wanted : null;
  }

  function showPassword(eye) {
    const input = document.getElementById(eye.dataset.showsPassword);
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    eye.setAttribute("aria-pressed", String(shown));
    eye.textContent = shown ? "Hide" : "Show";
  }
})();

// A sentence to try: said to the chat on this page, as soon as it can hear.
addEventListener("click", async (event) => {
  const words = event.target.closest?.("[data-says-to-chat]")?.dataset.saysToChat;
  if (!words) return;
  await customElements.whenDefined("caly-chat");
  document.querySelector("caly-chat")?.say(words);
});
