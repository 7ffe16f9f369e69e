// Filter and order of lists, and the filter of the matrix. The pages are whole without it;
// what it needs it adds itself.
(() => {
	"use strict";
	const make = (name, attributes = {}, ...inside) => {
		const e = document.createElement(name);
		for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
		e.append(...inside);
		return e;
	};
	// Case and accents aside.
	const fold = (s) => s.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
	const words = (s) => fold(s).split(/\s+/).filter(Boolean);
	const asked = new URLSearchParams(location.search);
	const keep = (state) => {
		const q = new URLSearchParams(Object.entries(state).filter(([, v]) => v));
		history.replaceState(null, "", location.pathname + (q.size ? "?" + q : "") + location.hash);
	};
	const field = (label, control) => make("label", {}, make("span", {}, label), control);
	const choice = (options, chosen) => {
		const s = make("select");
		for (const [value, text] of options) s.append(new Option(text, value, false, value === chosen));
		return s;
	};
	const soon = (f) => {
		let timer;
		return () => { clearTimeout(timer); timer = setTimeout(f, 120); };
	};

	const orders = {
		claims: ["By question", ["n", "Number of sources"], ["o", "Standing"]],
		actors: ["By type", ["n", "Claims they make or dispute"]],
		questions: ["As weighed", ["n", "Number of sources"], ["o", "How the answers stand to each other"]],
		sources: ["In their order", ["n", "Number of quotations"]],
		events: ["By date"],
	};

	function sortable(tools) {
		const [first, ...more] = orders[tools.dataset.list] || [];
		const lists = [...document.querySelectorAll("article > ul.rows")];
		const rows = lists.flatMap((list) => [...list.children].map((row) => {
			const title = row.querySelector("a");
			return { row, list, text: fold(row.textContent), title: fold(title.textContent).replace(/^[^\p{L}\p{N}]+/u, ""), n: -row.dataset.n, o: +row.dataset.o };
		}));
		if (!first || rows.length < 6) return;
		const input = make("input", { type: "search", autocomplete: "off", spellcheck: "false" });
		const order = choice([["", first], ["title", "Title"], ...more], asked.get("order") || "");
		const count = make("p", { role: "status" });
		input.value = asked.get("q") || "";
		const part = tools.dataset.part ? ` of this part (${tools.dataset.part} of the list)` : "";
		const show = () => {
			const want = words(input.value);
			let shown = 0;
			for (const r of rows) {
				const hit = want.every((w) => r.text.includes(w));
				r.row.hidden = !hit;
				shown += hit;
			}
			const by = order.value;
			const to = by ? [...rows].sort((a, b) => (by === "title" ? 0 : a[by] - b[by]) || (a.title < b.title ? -1 : a.title > b.title ? 1 : 0)) : rows;
			for (const r of to) (by ? lists[0] : r.list).append(r.row);
			for (const list of lists) {
				const empty = ![...list.children].some((row) => !row.hidden);
				list.hidden = empty;
				const head = list.previousElementSibling;
				if (head?.tagName === "H2") head.hidden = by !== "" || empty;
			}
			count.textContent = want.length ? `${shown} of ${rows.length}${part}` : `${rows.length}${part || " in all"}`;
			keep({ q: input.value.trim(), order: by });
		};
		input.addEventListener("input", soon(show));
		order.addEventListener("change", show);
		const details = make("details", {}, make("summary", {}, "Filter and order"));
		tools.append(details);
		const asking = input.value || order.value; // the address of the page says how it shall stand
		details.addEventListener("toggle", () => {
			details.append(make("div", { class: "fields" }, field("Filter", input), field("Order", order)), count);
			if (!asking) input.focus();
		}, { once: true });
		if (asking) { details.open = true; show(); } else count.textContent = `${rows.length}${part || " in all"}`;
	}

	document.addEventListener("keydown", (e) => {
		if (e.key !== "/" || e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input, textarea, select")) return;
		let off = false;
		try { off = localStorage.getItem("slash") === "off"; } catch {}
		const search = document.querySelector('.site-header a[href$="/search/"]');
		if (search && !off) { e.preventDefault(); location.assign(search.href); }
	});

	const stances = { s: "supports", d: "disputes", b: "supports and disputes", m: "mentions" };
	const most = 400; // rows that are shown at once
	const roman = (n) => ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"][n] || String(n);

	function matrix(tools) {
		const box = document.querySelector(".matrix-box");
		const table = box?.querySelector("table");
		if (!table) return;
		const pager = document.querySelector(".pager");
		const whole = [...table.tBodies];
		const details = make("details", {}, make("summary", {}, "Filter by actor, question or words"));
		tools.append(details);
		let begun;
		const begin = () => begun ??= fetch(tools.dataset.filter).then((r) => { if (!r.ok) throw r.status; return r.json(); }).then(fill)
			.catch(() => { begun = null; details.append(make("p", { role: "status" }, "The data of the filter could not be read.")); });
		details.addEventListener("toggle", () => details.open && begin());

		function fill(data) {
			for (const p of details.querySelectorAll("p")) p.remove();
			const input = make("input", { type: "search", autocomplete: "off", spellcheck: "false" });
			const actor = choice([["", "any"], ...data.actors.map((t, i) => [t, t])], asked.get("actor") || "");
			const as = choice([["", "any"], ["s", "says it"], ["d", "disputes it"], ["a", "is spoken of in it"]], asked.get("as") || "");
			const question = choice([["", "any"], ...data.questions.map((q) => [q[0], q[0]])], asked.get("question") || "");
			const clear = make("button", { type: "button" }, "Show all");
			const count = make("p", { role: "status" });
			input.value = asked.get("q") || "";
			details.append(make("div", { class: "fields" }, field("Actor", actor), field("Part of the actor", as), field("Question", question), field("Words", input), clear), count);
			const names = data.claims.map((c) => fold(c.t));
			const columned = box.querySelector("thead .key");
			const show = () => {
				const want = words(input.value), a = data.actors.indexOf(actor.value), q = data.questions.findIndex((x) => x[0] === question.value);
				keep({ actor: actor.value, as: actor.value && as.value, question: question.value, q: input.value.trim() });
				const all = !want.length && a < 0 && q < 0;
				for (const body of table.querySelectorAll("[data-picked]")) body.remove();
				for (const body of whole) body.hidden = all ? false : true;
				if (pager) pager.hidden = !all;
				clear.disabled = all;
				if (all) { count.textContent = `${data.claims.length} claims in all`; return; }
				const hits = data.claims.filter((c, i) =>
					(a < 0 || (as.value ? [as.value] : ["s", "d", "a"]).some((k) => c[k]?.includes(a))) &&
					(q < 0 || c.q?.some((x) => x[0] === q)) && want.every((w) => names[i].includes(w)));
				count.textContent = `${hits.length} of ${data.claims.length} claims` + (hits.length > most ? `; the first ${most} are shown` : "");
				const body = make("tbody", { "data-picked": "" });
				let under = null;
				for (const c of hits.slice(0, most)) {
					const at = q < 0 ? c.q?.[0] : c.q.find((x) => x[0] === q);
					const theme = at ? at[0] : -1;
					if (theme !== under) {
						under = theme;
						const head = at ? make("a", { href: data.questions[theme][1] }, data.questions[theme][0]) : "Claims that stand in no question";
						body.append(make("tr", { class: "theme" }, make("th", { scope: "colgroup", colspan: columned ? data.sources.length + 1 : 4 }, make("span", {}, head))));
					}
					body.append(row(c, at));
				}
				table.append(body);
			};
			const row = (c, at) => {
				const name = make("th", { scope: "row" });
				if (at) name.append(make("span", { class: "side-key" }, roman(at[1])), " ");
				name.append(make("a", { href: c.u }, c.t));
				const tr = make("tr", {}, name);
				const of = (s) => { const [source, , passage] = s; return data.sources[source][2] + "#" + passage; };
				const bearing = c.c || [];
				if (columned) {
					data.sources.forEach((_, i) => {
						const s = bearing.find((x) => x[0] === i);
						tr.append(make("td", { "data-stance": s ? { s: "supports", d: "disputes", b: "both", m: "mentions" }[s[1]] : "silent" }, s ? make("a", { href: of(s) }, stances[s[1]]) : make("span", {}, "silent")));
					});
				} else {
					for (const kind of ["s", "d"]) {
						const cell = make("td"), on = bearing.filter((s) => s[1] === kind || s[1] === "b");
						on.slice(0, 8).forEach((s, i) => cell.append(i ? ", " : "", make("a", { href: of(s) }, data.sources[s[0]][1])));
						cell.append(on.length > 8 ? ` and ${on.length - 8} more` : on.length ? "" : "none");
						tr.append(cell);
					}
					tr.append(make("td", {}, String(data.sources.length - bearing.length)));
				}
				return tr;
			};
			for (const s of [actor, as, question]) s.addEventListener("change", show);
			input.addEventListener("input", soon(show));
			clear.addEventListener("click", () => {
				for (const s of [actor, as, question, input]) s.value = "";
				show();
				actor.focus();
			});
			show();
		}
		if (["actor", "question", "q"].some((k) => asked.get(k))) { details.open = true; begin(); }
	}

	for (const tools of document.querySelectorAll(".tools")) (tools.dataset.filter ? matrix : sortable)(tools);
})();
