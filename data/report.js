(() => {
    const tools = document.getElementById("tools"), entries = [...document.querySelectorAll(".entry") ];
    if (!tools)
        return;
    const say = tools.dataset, box = document.createElement("input");
    box.type = "search";
    box.placeholder = say.search;
    box.setAttribute("aria-label", say.search);
    const table = document.querySelector("table.entries"), blocks = table ? [...table.tBodies ] : [];
    const texts = new Map();
    const text = e => {
        if (!texts.has(e))
            texts.set(e, e.textContent.toLowerCase());
        return texts.get(e);
    };
    box.addEventListener("input", () => {
        const words = box.value.toLowerCase().split(/\s+/).filter(w => w);
        for (const e of entries)
            e.classList.toggle("found-not", !words.every(w => text(e).includes(w)));
        if (table)
            table.classList.toggle("sought", words.length > 0);
    });
    tools.append(box);
    tools.hidden = false;
    for (const records of document.querySelectorAll("article pre")) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = say.copy;
        button.className = "copy";
        button.addEventListener("click", async () => {
            const range = document.createRange();
            range.selectNodeContents(records);
            const chosen = getSelection();
            chosen.removeAllRanges();
            chosen.addRange(range);
            let done = false;
            try {
                await navigator.clipboard.writeText(records.textContent);
                done = true;
            } catch {
                done = document.execCommand("copy");
            }
            if (done) {
                button.textContent = say.copied;
                setTimeout(() => { button.textContent = say.copy; }, 2000);
            }
        });
        records.before(button);
    }
    if (!blocks.length)
        return;
    const order = blocks.flatMap(block => [...block.rows]), most = blocks[0].rows.length,
          compare = new Intl.Collator(document.documentElement.lang, {numeric : true}).compare;
    [...table.tHead.rows[0].cells].forEach((cell, at) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "sort";
        button.append(...cell.childNodes);
        cell.append(button);
        button.addEventListener("click", () => {
            const was = cell.getAttribute("aria-sort"), next = was === "ascending" ? "descending"
                                                               : was               ? ""
                                                                                   : "ascending";
            for (const c of table.tHead.rows[0].cells)
                c.removeAttribute("aria-sort");
            if (next)
                cell.setAttribute("aria-sort", next);
            const keys = new Map(order.map(row => [row, row.cells[at].textContent.trim()])),
                  sign = next === "descending" ? -1 : 1;
            const rows = next ? [...order ].sort((a, b) => sign * compare(keys.get(a), keys.get(b))) : order;
            for (const block of blocks)
                block.remove(); /* rows that move within the page are looked at by its styles one by one */
            blocks.forEach((block, at) => block.replaceChildren(...rows.slice(at * most, (at + 1) * most)));
            table.append(...blocks);
        });
    });
})();
