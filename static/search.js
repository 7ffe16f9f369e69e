// The page of the search: a field, results as one types, and the ways of the keyboard. What
// finds the results is loaded when the first letter is typed. Without script the page is an index.
(() => {
	"use strict";
	const make = (name, attributes = {}, ...inside) => {
		const e = document.createElement(name);
		for (const [k, v] of Object.entries(attributes)) if (v !== "" && v !== false) e.setAttribute(k, v);
		e.append(...inside);
		return e;
	};
	const slot = document.getElementById("search");
	if (!slot) return;
	let words, find, documents, load; // at first use
	const ready = async () => ({ words, find, documents, load } = await import("./search-index.js"));
	const plain = document.getElementById("plain-index");
	const perPage = 10;
	const field = make("input", { type: "search", id: "search-field", name: "q", autocomplete: "off", spellcheck: "false", autocapitalize: "none", enterkeyhint: "search", "aria-describedby": "search-keys" });
	const slash = make("input", { type: "checkbox" });
	const form = make("form", { role: "search" }, make("label", { for: "search-field" }, "Search the dossier"), field,
		make("p", { class: "keys", id: "search-keys" }, "Arrows move through the results, Enter opens, Esc goes back. ", make("label", {}, slash, "The key ", make("kbd", {}, "/"), " leads here.")));
	const status = make("p", { role: "status" }), kinds = make("div", { class: "kinds", role: "group", "aria-label": "Show only" }), list = make("ol");
	const more = make("button", { type: "button", class: "more" }), results = make("nav", { "aria-label": "Results" }, kinds, list, more);
	results.hidden = true;
	slot.append(form, status, results);

	const kept = (value) => { // where nothing may be kept, the key works
		try {
			if (value !== undefined) localStorage.setItem("slash", value);
			return localStorage.getItem("slash");
		} catch { return value; }
	};
	slash.checked = kept() !== "off";
	slash.addEventListener("change", () => kept(slash.checked ? "on" : "off"));

	// lit marks the words of a text that were looked for.
	const lit = (text, found) => {
		const hit = (w) => found.all.some((a, i) => w === a || found.open && i === found.all.length - 1 && w.startsWith(a)) || found.meant.some((ws) => ws.includes(w));
		const out = [];
		let from = 0;
		for (const { 0: token, index } of text.matchAll(/[\p{L}\p{N}\p{M}\p{Cf}'’‘ʼʻʾʿʹ]+/gu)) {
			if (!words(token).some(hit)) continue;
			out.push(text.slice(from, index), make("mark", {}, token));
			from = index + token.length;
		}
		return [...out, text.slice(from)];
	};
	const has = (texts, found, i) => texts.some((t) => words(t).some((w) => w === found.all[i] || found.open && i === found.all.length - 1 && w.startsWith(found.all[i]) || found.meant[i].includes(w)));

	const item = (kind, d, found) => {
		const label = make("p", { class: "kind" }, kind.one);
		if (kind.quoted) {
			const [url, text, translation, lang, by, via, key, source, places] = d;
			const who = make("p", { class: "by" });
			if (by) who.append(make("span", { class: "speaker" }, ...lit(by, found)), via ? `, through ${via}` : "", ", in ");
			else if (via) who.append(`Through ${via}, in `);
			who.append(make("span", { class: "key", "data-key": key }, key), " ", source);
			if (places > 1) who.append(`; quoted in ${places} places`);
			const li = make("li", {}, label, make("a", { href: url }, make("span", { class: "words", lang, dir: "auto" }, "“", ...lit(text, found), "”")));
			if (translation) li.append(make("p", { class: "about" }, "Translation, not verified: ", ...lit(translation, found)));
			li.append(who);
			return li;
		}
		const [url, title, about, lang, names, besides] = d;
		const li = make("li", {}, label, make("a", { href: url, lang, dir: "auto" }, ...lit(title, found)));
		const lacking = found.all.map((_, i) => i).filter((i) => !has([title], found, i));
		const spelling = names.find((n) => lacking.some((i) => has([n], found, i)));
		if (spelling) li.append(make("p", { class: "by" }, "Also named ", make("bdi", {}, ...lit(spelling, found))));
		if (about) li.append(make("p", { class: "about", dir: "auto" }, ...lit(about, found)));
		const other = besides.find((b) => lacking.some((i) => !has([about, ...names], found, i) && has([b], found, i)));
		if (other) li.append(make("p", { class: "about", dir: "auto" }, "… ", ...lit(other, found)));
		return li;
	};

	let turn = 0, only = new URLSearchParams(location.search).get("kind") ?? "", timer = 0;
	const plural = (n, one, many) => `${n.toLocaleString("en-GB")} ${n === 1 ? one : many}`;
	const run = async () => {
		clearTimeout(timer);
		const mine = ++turn, query = field.value.trim(), short = query.length < 2;
		const q = new URLSearchParams(Object.entries({ q: query, kind: query && only }).filter(([, v]) => v));
		history.replaceState(null, "", location.pathname + (q.size ? "?" + q : ""));
		if (short) {
			results.hidden = true;
			plain.hidden = false;
			status.textContent = "";
			return;
		}
		try {
			await ready();
			const found = await find(field.value, !/\s$/.test(field.value)), m = await load();
			if (mine !== turn) return;
			const sorts = m.kinds.map((k, i) => ({ ...k, end: m.kinds[i + 1]?.start ?? m.documents, quoted: i === m.kinds.length - 1 }));
			const kindOf = (doc) => sorts.findLast((k) => k.start <= doc && k.start < k.end);
			for (const k of sorts) k.count = found.hits.filter((h) => h.doc >= k.start && h.doc < k.end).length;
			if (!sorts.some((k) => k.one === only && k.count)) only = "";
			kinds.replaceChildren(...[{ one: "", many: "All", count: found.hits.length }, ...sorts].filter((k) => k.count).map((k) => {
				const b = make("button", { type: "button", "aria-pressed": String(k.one === only) }, k.many, " ", make("span", { class: "count" }, k.count.toLocaleString("en-GB")));
				b.addEventListener("click", () => { only = k.one; run().then(() => kinds.querySelector("[aria-pressed=true]")?.focus()); });
				return b;
			}));
			let rest = found.hits.filter((h) => !only || kindOf(h.doc).one === only);
			const about = rest.some((h) => !h.sure) ? "about " : "";
			const taken = found.meant.flatMap((ws, i) => ws.length ? [`“${found.all[i]}” taken for ${ws.map((w) => `“${w}”`).join(" or ")}`] : []);
			const said = (rest.length ? about + plural(rest.length, "result", "results") : "Nothing found") + (taken.length ? "; " + taken.join(", ") : "") + (found.partial ? ". More letters find more" : "") + ".";
			const part = async () => { // the next results; what could not be told from the index is looked up
				const items = [];
				while (rest.length && items.length < perPage) {
					const take = rest.slice(0, perPage - items.length), docs = await documents(take);
					rest = rest.slice(take.length);
					take.forEach((h, i) => {
						const kind = kindOf(h.doc);
						if (h.sure || found.all.every((_, n) => has(docs[i].flat().filter((t) => typeof t === "string"), found, n))) items.push(item(kind, docs[i], found));
					});
				}
				return items;
			};
			const items = await part();
			if (mine !== turn) return;
			list.replaceChildren(...items);
			plain.hidden = items.length > 0;
			const button = () => {
				more.hidden = !rest.length;
				more.textContent = rest.length > perPage ? `Show ${perPage} more of ${about}${rest.length.toLocaleString("en-GB")}` : "Show the rest";
			};
			more.onclick = async () => {
				const next = await part();
				if (mine !== turn) return;
				list.append(...next);
				button();
				next[0]?.querySelector("a").focus();
			};
			button();
			results.hidden = !items.length;
			status.textContent = said[0].toUpperCase() + said.slice(1);
		} catch {
			if (mine !== turn) return;
			results.hidden = true;
			plain.hidden = false;
			status.textContent = "The index of the search could not be read. The pages are listed below.";
		}
	};

	field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(run, 220); });
	form.addEventListener("submit", async (event) => {
		event.preventDefault();
		await run();
		list.querySelector("a")?.click();
	});
	document.addEventListener("keydown", (event) => {
		const { key, target } = event, links = [...list.querySelectorAll("a")], i = links.indexOf(target);
		if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
		if (key === "/" && !target.closest("input, textarea, select, [contenteditable]") && slash.checked) {
			field.focus();
			field.select();
		} else if (key === "Escape" && i >= 0) {
			field.focus();
		} else if (key === "Escape" && target === field && field.value) {
			field.value = "";
			run();
		} else if (!results.hidden && (key === "ArrowDown" && (target === field || i >= 0) || key === "ArrowUp" && i >= 0)) {
			const to = key === "ArrowDown" ? links[i + 1] : links[i - 1] ?? field;
			to?.focus();
			to?.closest("li")?.scrollIntoView({ block: "nearest" });
		} else return;
		event.preventDefault();
	});
	field.value = new URLSearchParams(location.search).get("q") ?? "";
	if (field.value) run();
	else if (matchMedia("(hover: hover)").matches) field.focus({ preventScroll: true });
})();
