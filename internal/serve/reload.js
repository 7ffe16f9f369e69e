// The preview's own script: it looks again when the page has changed, and shows what is
// wrong while a build fails. Published sites do not have it.
(() => {
	let stream;
	let overlay;

	const clear = () => { overlay?.remove(); overlay = undefined; };

	const line = (tag, text, name) => {
		const e = document.createElement(tag);
		e.textContent = text;
		if (name) e.className = name;
		return e;
	};

	const show = async () => {
		let problems;
		try {
			problems = await (await fetch('/_dossier/problems')).json();
		} catch {
			return; // the server is gone; the stream will say when it is back
		}
		clear();
		if (!problems.length || document.body.classList.contains('dossier-failure')) return;
		overlay = document.createElement('div');
		overlay.id = 'dossier-overlay';
		overlay.setAttribute('role', 'alert');
		overlay.append(line('h1', `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}; this is the last good page`));
		for (const p of problems.slice(0, 50)) {
			const item = document.createElement('section');
			item.append(
				line('p', `${p.file}:${p.line}:${p.column}`, 'place'),
				line('p', `${p.severity}: ${p.message} [${p.rule}]`),
			);
			if (p.hint) item.append(line('p', `hint: ${p.hint}`, 'hint'));
			overlay.append(item);
		}
		const sheet = document.createElement('link');
		sheet.rel = 'stylesheet';
		sheet.href = '/_dossier/overlay.css';
		overlay.append(sheet);
		document.body.append(overlay);
	};

	const listen = () => {
		if (stream || document.hidden) return;
		stream = new EventSource(`/_dossier/events?path=${encodeURIComponent(location.pathname)}`);
		stream.addEventListener('reload', () => location.reload());
		stream.addEventListener('problems', show);
		stream.addEventListener('good', () => {
			if (document.body.classList.contains('dossier-failure')) location.reload();
			clear();
		});
	};

	// A browser has six connections to a host; a tab out of sight needs none of them.
	document.addEventListener('visibilitychange', () => {
		if (!document.hidden) return listen();
		stream?.close();
		stream = undefined;
	});
	listen();
})();
