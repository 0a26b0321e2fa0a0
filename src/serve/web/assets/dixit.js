// Saves steps; every view works without it.
"use strict";

// What is typed may go on: a list below the box, as the ARIA pattern of a combobox has it.
(function complete() {
    const box = document.getElementById("q");
    if (!box) return;
    const list = document.createElement("ul");
    list.className = "proposals";
    list.id = "proposals";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "What may follow");
    box.after(list);
    for (const [name, value] of [
        ["role", "combobox"],
        ["aria-autocomplete", "list"],
        ["aria-expanded", "false"],
        ["aria-controls", list.id],
    ]) {
        box.setAttribute(name, value);
    }
    let kept = "";
    let at = -1;
    let asked = 0;
    let timer = 0;

    function close() {
        asked += 1;
        list.hidden = true;
        at = -1;
        box.setAttribute("aria-expanded", "false");
        box.removeAttribute("aria-activedescendant");
    }

    function show(texts) {
        list.replaceChildren(
            ...texts.map((text, number) => {
                const item = document.createElement("li");
                item.id = `proposal-${number}`;
                item.setAttribute("role", "option");
                item.setAttribute("aria-selected", "false");
                item.textContent = text;
                // The box keeps the focus.
                item.addEventListener("pointerdown", (event) => event.preventDefault());
                item.addEventListener("click", () => take(number));
                return item;
            }),
        );
        at = -1;
        list.hidden = texts.length === 0;
        box.setAttribute("aria-expanded", String(!list.hidden));
        box.removeAttribute("aria-activedescendant");
    }

    function choose(number) {
        const items = list.children;
        at = (number + items.length + 1) % (items.length + 1);
        if (at === items.length) at = -1;
        for (const [place, item] of [...items].entries()) item.setAttribute("aria-selected", String(place === at));
        if (at < 0) {
            box.removeAttribute("aria-activedescendant");
        } else {
            box.setAttribute("aria-activedescendant", items[at].id);
            items[at].scrollIntoView({ block: "nearest" });
        }
    }

    function take(number) {
        const text = list.children[number].textContent;
        const rest = box.value.slice(box.selectionStart);
        const space = text.endsWith(":") || rest.startsWith(" ") ? "" : " ";
        box.value = kept + text + space + rest;
        const cursor = kept.length + text.length + space.length;
        box.setSelectionRange(cursor, cursor);
        close();
        if (text.endsWith(":")) ask();
    }

    async function ask() {
        const turn = ++asked;
        const typed = box.value.slice(0, box.selectionStart);
        if (typed.trim() === "") return close();
        try {
            const answer = await fetch(`/suggest?q=${encodeURIComponent(typed)}`);
            const found = await answer.json();
            if (turn !== asked || document.activeElement !== box) return;
            kept = found.kept;
            show(found.texts || []);
        } catch {
            close();
        }
    }

    box.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(ask, 120);
    });
    box.addEventListener("blur", close);
    box.addEventListener("keydown", (event) => {
        if (list.hidden) return;
        if (event.key === "ArrowDown") choose(at + 1);
        else if (event.key === "ArrowUp") choose(at < 0 ? list.children.length - 1 : at - 1);
        else if ((event.key === "Enter" || event.key === "Tab") && at >= 0) take(at);
        else if (event.key === "Escape") close();
        else return;
        event.preventDefault();
    });
    document.addEventListener("keydown", (event) => {
        const elsewhere = !event.target.closest("input, textarea, select, [contenteditable]");
        if (event.key === "/" && elsewhere && !event.ctrlKey && !event.metaKey && !event.altKey) {
            event.preventDefault();
            box.focus();
            box.select();
        }
    });
})();

// A range of time is dragged over the bars; the form below them is what is sent.
(function drag() {
    const chart = document.querySelector(".timeline svg");
    const form = document.querySelector(".timeline .dates");
    if (!chart || !form) return;
    const bars = [...chart.children];
    const width = chart.viewBox.baseVal.width / bars.length;
    const shade = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    shade.setAttribute("class", "selection");
    shade.setAttribute("y", "0");
    shade.setAttribute("height", String(chart.viewBox.baseVal.height));
    let from = -1;
    let to = -1;

    function under(event) {
        const place = chart.getBoundingClientRect();
        const share = (event.clientX - place.left) / place.width;
        return Math.min(bars.length - 1, Math.max(0, Math.floor(share * bars.length)));
    }

    function end() {
        shade.remove();
        chart.classList.remove("dragged");
        from = -1;
    }

    chart.addEventListener("pointerdown", (event) => {
        if (event.button === 0) from = to = under(event);
    });
    // A link would be carried away otherwise.
    chart.addEventListener("dragstart", (event) => event.preventDefault());
    window.addEventListener("pointermove", (event) => {
        if (from < 0) return;
        to = under(event);
        if (to === from && !shade.isConnected) return;
        chart.classList.add("dragged");
        chart.append(shade);
        shade.setAttribute("x", String(Math.min(from, to) * width));
        shade.setAttribute("width", String((Math.abs(to - from) + 1) * width));
    });
    window.addEventListener("pointercancel", end);
    window.addEventListener("pointerup", () => {
        if (from < 0) return;
        const range = bars.slice(Math.min(from, to), Math.max(from, to) + 1);
        const labels = range.map((bar) => bar.dataset.label).filter(Boolean);
        const dragged = from !== to;
        end();
        if (!dragged || labels.length === 0) return;
        chart.addEventListener("click", (event) => event.preventDefault(), { capture: true, once: true });
        form.elements.from.value = labels[0];
        form.elements.to.value = labels[labels.length - 1];
        form.submit();
    });
})();

// Citations are copied.
for (const text of document.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
        try {
            await navigator.clipboard.writeText(text.textContent.trim());
            button.textContent = "Copied";
        } catch {
            // Without the right to it, the text is there to be copied by hand.
            getSelection().selectAllChildren(text);
            button.textContent = "Selected";
        }
        setTimeout(() => (button.textContent = "Copy"), 2000);
    });
    text.previousElementSibling.append(button);
}
