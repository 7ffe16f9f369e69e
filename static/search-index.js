// Search without a server: the build writes an index in shards below /search/, and a query
// reads the few that it needs. How a text becomes words is the same here as in the builder's
// room internal/search; testdata/fold.json there holds both to each other.

// Folding: case, accents, vowel signs; letters of Arabic script that are written for one another; digits.
const same = new Map();
for (const [as, letters] of [["ss", "ß"], ["ae", "æ"], ["oe", "œ"], ["o", "ø"], ["d", "đð"], ["l", "ł"], ["th", "þ"], ["h", "ħ"], ["i", "ı"], ["σ", "ς"],
	["ی", "يىېۍے"], ["ک", "كڪ"], ["گ", "ګ"], ["ہ", "هةەھۃ"], ["ا", "ٱ"], ["و", "ۇۆۋ"], ["ٹ", "ټ"], ["ڈ", "ډ"], ["ڑ", "ړ"], ["", "ء"]])
	for (const letter of letters) same.set(letter, as);
const digit = (c) => {
	let n = 0;
	while (n < 9 && /\p{Nd}/u.test(String.fromCodePoint(c.codePointAt(0) - n - 1))) n++;
	return n;
};
export const words = (text) => text.normalize("NFKD").replace(/[\u0640\p{M}\p{Cf}]/gu, "").toLowerCase()
	.replace(/(?<=\p{L})['’‘ʼʻʾʿʹ]s(?![\p{L}\p{N}])/gu, "").replace(/['’‘ʼʻʾʿʹ]/g, "")
	.replace(/\P{ASCII}/gu, (c) => same.get(c) ?? (/\p{Nd}/u.test(c) ? digit(c) : c)).match(/[\p{L}\p{N}]+/gu) ?? [];
export const sound = (word) => word.replace(/oo|ou|ee|q/g, (s) => ({ ee: "i", q: "k" })[s] ?? "u").replace(/([ -~])\1+/g, "$1");

// near tells whether two words differ by one letter, or by two neighbours that changed places.
export const near = (a, b) => {
	a = [...a], b = [...b];
	while (a.length && a[0] === b[0]) a.shift(), b.shift();
	while (a.length && a.at(-1) === b.at(-1)) a.pop(), b.pop();
	return Math.max(a.length, b.length) < 2 || a.length === 2 && b.length === 2 && a[0] === b[1] && a[1] === b[0];
};

// The index. Documents are numbers; lower ones go first among equals.
const base = new URL("search/", import.meta.url);
let manifest;
const files = new Map();
const get = (name) => {
	if (!files.has(name)) files.set(name, fetch(new URL(name, base)).then((r) => r.ok ? r.json() : Promise.reject(new Error(r.status))).catch((e) => { files.delete(name); throw e; }));
	return files.get(name);
};
export const load = () => manifest ??= fetch(new URL("index.json", base), { cache: "no-cache" }).then((r) => r.ok ? r.json() : Promise.reject(new Error(r.status))).catch((e) => { manifest = null; throw e; });
const shard = async (sort, i) => get(`${sort}-${i}.json?v=${(await load()).version}`);
const at = (bounds, key) => Math.max(bounds.findLastIndex((b) => b <= key), 0);
// where tells which shard has a key. A large index names its shards in blocks.
const where = async (sort, key) => {
	const m = await load(), { bounds, block } = m[sort], i = at(bounds, key);
	return block ? i * block + at(await get(`${sort}-from-${i}.json?v=${m.version}`), key) : i;
};

// numbers reads a list of distances, each with its lowest digit of base 32 first.
const digits = new Map([..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"].map((c, i) => [c, i]));
const numbers = (text, each) => {
	let gap = 0, shift = 0, doc = 0;
	for (const c of text) {
		if (c === "+") return doc; // the list is cut here
		const d = digits.get(c);
		gap += (d & 31) << shift;
		shift += 5;
		if (d < 32) each(doc += gap), gap = shift = 0;
	}
	return Infinity;
};
const costs = [0, 1, 3, 6, 7]; // of a word that is a name, in a name, in a summary, in a quotation, in the name of its speaker
const unknown = 8;

// A list is what a word stands in: costs by document, known up to a limit.
const add = (list, postings, more) => postings.split(" ").forEach((text, field) => {
	const limit = numbers(text, (doc) => {
		const cost = costs[field] + more, old = list.docs.get(doc);
		if (!(old <= cost)) list.docs.set(doc, cost);
	});
	list.limit = Math.min(list.limit, limit);
});
const most = 3; // shards of words that begin alike
const standing = async (word, open, list = { docs: new Map(), limit: Infinity }, more = 0) => {
	const first = await where("t", word), last = open ? await where("t", word + "\uffff") : first;
	list.partial ||= last - first >= most;
	for (const part of await Promise.all(Array.from({ length: Math.min(last - first + 1, most) }, (_, i) => shard("t", first + i)))) {
		if (Object.hasOwn(part, word)) add(list, part[word], more);
		if (open) for (const term in part) if (term !== word && term.startsWith(word)) add(list, part[term], more + 1);
	}
	return list;
};
// neighbours are words that may be meant.
const neighbours = async (word) => {
	const letters = [...word];
	if (letters.length < 5 || /\d/.test(word)) return [];
	const keys = new Set([word, sound(word), ...letters.map((_, i) => letters.toSpliced(i, 1).join(""))]);
	const found = new Set();
	await Promise.all([...keys].map(async (key) => {
		const part = await shard("n", await where("n", key));
		if (Object.hasOwn(part, key)) for (const w of part[key].split(" ")) if (w !== word && (near(w, word) || sound(w) === sound(word))) found.add(w);
	}));
	return [...found].sort((a, b) => (sound(b) === sound(word)) - (sound(a) === sound(word)) || (a < b ? -1 : 1)).slice(0, 3);
};
// meet keeps the documents in which every word stands, the best first.
const meet = (lists) => {
	const [first, ...others] = lists.toSorted((a, b) => (a.limit < Infinity) - (b.limit < Infinity) || a.docs.size - b.docs.size);
	const hits = [];
	if (!first) return hits;
	next: for (let [doc, cost] of first.docs) {
		let sure = true;
		for (const list of others) {
			const c = list.docs.get(doc);
			if (c === undefined) {
				if (doc <= list.limit) continue next;
				sure = false; // it has to be looked up in the document itself
			}
			cost += c ?? unknown;
		}
		hits.push({ doc, cost, sure });
	}
	return hits.sort((a, b) => a.cost - b.cost || a.doc - b.doc);
};
// find answers a query: the hits, and the words that were taken for others.
export const find = async (query, open) => {
	let all = words(query);
	const look = () => Promise.all(all.map((w, i) => standing(w, open && i === all.length - 1)));
	let lists = await look(), hits = meet(lists), meant = all.map(() => []);
	const solid = query.replace(/(?<=[\p{L}\p{N}])[-\u2010\u2011](?=[\p{L}\p{N}])/gu, "");
	if (!hits.length && solid !== query) {
		all = words(solid);
		lists = await look();
		hits = meet(lists);
		meant = all.map(() => []);
	}
	if (!hits.length) {
		const lost = lists.some((l) => !l.docs.size);
		meant = await Promise.all(all.map((w, i) => lost && lists[i].docs.size ? [] : neighbours(w)));
		await Promise.all(meant.flatMap((ws, i) => ws.map((w) => standing(w, false, lists[i], 3))));
		hits = meet(lists);
		if (!hits.length) meant = all.map(() => []);
	}
	return { all, open, hits, meant, partial: lists.some((l) => l.partial) };
};
export const documents = async (hits) => {
	const m = await load();
	return Promise.all(hits.map(async ({ doc }) => {
		const i = Math.ceil((doc + 1) * m.shards / m.documents) - 1;
		return (await shard("d", i))[doc - Math.floor(i * m.documents / m.shards)];
	}));
};
