// Previews of notes and pages, the way to the search by "/", and buttons that copy a citation.
// Everything here can be done without: a note is at the end of the page, a link leads on.
(() => {
	const box = document.createElement('div');
	if (!box.showPopover) return;
	box.id = 'preview';
	box.popover = 'auto';
	document.body.append(box);
	let shown = null, timer = 0;
	const pages = new Map();

	// page fetches a page once; the browser parses it and runs nothing of it.
	const page = url => {
		if (!pages.has(url)) pages.set(url, new Promise((resolve, reject) => {
			const request = new XMLHttpRequest();
			request.responseType = 'document';
			request.onload = () => request.response ? resolve(request.response) : reject();
			request.onerror = reject;
			request.open('GET', url);
			request.send();
		}));
		return pages.get(url);
	};

	// bare is a copy without ids and ways back, which belong to the place it is taken from.
	const bare = node => {
		const copy = document.importNode(node, true);
		for (const e of [copy, ...copy.querySelectorAll('[id]')]) e.removeAttribute('id');
		for (const e of copy.querySelectorAll('[role=doc-backlink], .permalink')) e.remove();
		return copy;
	};

	// beside tells whether a note stands next to its line, so that it needs no preview.
	const beside = (note, link) => getComputedStyle(note).position === 'absolute' &&
		Math.abs(note.getBoundingClientRect().top - link.getBoundingClientRect().top) < 240;

	// content is what a link means: the note, the passage, or title and summary of the page.
	const content = async link => {
		const id = decodeURIComponent(link.hash.slice(1));
		if (link.pathname === location.pathname) {
			const note = link.matches('[role=doc-noteref]') && document.getElementById(id);
			return note && !beside(note, link) ? [...bare(note).childNodes] : [];
		}
		const main = (await page(link.pathname)).querySelector('main');
		const place = /^(p|para)-/.test(id) && main.querySelector('#' + CSS.escape(id))?.closest('li')?.querySelector('.excerpt');
		if (place) {
			const copy = document.importNode(place, true);
			copy.querySelector('#' + CSS.escape(id))?.classList.add('lit');
			return [bare(copy)];
		}
		const title = document.createElement('p');
		title.className = 'title';
		title.textContent = main.querySelector('h1').textContent;
		return [main.querySelector('.kind'), title, main.querySelector('.summary')].filter(Boolean).map(bare);
	};

	const hide = () => {
		clearTimeout(timer);
		if (box.matches(':popover-open')) box.hidePopover();
		shown = null;
	};
	const later = (what, ms) => { clearTimeout(timer); timer = setTimeout(what, ms); };

	const show = async link => {
		const nodes = await content(link).catch(() => []);
		if (!nodes.length || link !== shown) return;
		box.replaceChildren(...nodes);
		box.style.left = box.style.top = '0px';
		box.style.maxHeight = '';
		box.showPopover();
		// Below the link or above it, where there is room; never over it.
		const lines = [...link.getClientRects()], size = box.getBoundingClientRect();
		const over = lines[0].top - 10, under = innerHeight - lines.at(-1).bottom - 10;
		const below = size.height <= under || under >= over;
		const height = Math.min(size.height, below ? under : over);
		box.style.maxHeight = height + 'px';
		box.style.left = Math.min(Math.max(lines.at(-1).left - 12, 8), document.documentElement.clientWidth - size.width - 8) + scrollX + 'px';
		box.style.top = (below ? lines.at(-1).bottom + 6 : lines[0].top - height - 6) + scrollY + 'px';
	};

	// wanted is the link under an event that has a preview.
	const wanted = event => {
		const link = event.target.closest?.('main a[href]');
		if (!link || link.origin !== location.origin || link.closest('nav, #preview') || /\.\w+$/.test(link.pathname)) return null;
		return link.pathname !== location.pathname || link.matches('[role=doc-noteref]') ? link : null;
	};
	const soon = event => {
		if (box.contains(event.target)) return clearTimeout(timer);
		const link = wanted(event);
		if (!link || link === shown) return link && clearTimeout(timer);
		later(() => { shown = link; show(link); }, 300);
	};
	const leave = event => {
		if (wanted(event) || box.contains(event.target)) later(hide, 300);
	};
	let held = false; // a button of the mouse is down on the box
	const left = event => { // at once, lest the box cover what has the focus next
		if (!held && !box.contains(event.relatedTarget)) hide();
	};
	document.addEventListener('pointerover', event => event.pointerType === 'mouse' && soon(event));
	document.addEventListener('pointerout', event => event.pointerType === 'mouse' && leave(event));
	document.addEventListener('focusin', event => event.target.matches(':focus-visible') && soon(event));
	document.addEventListener('focusout', left);
	box.addEventListener('toggle', event => { if (event.newState === 'closed') shown = null; });

	// By touch a note opens in place, and the second touch goes on to it.
	let touch = false, open = null;
	document.addEventListener('pointerdown', event => {
		touch = event.pointerType === 'touch';
		open = shown;
		held = box.contains(event.target);
	});
	document.addEventListener('pointerup', () => { held = false; });
	document.addEventListener('click', event => {
		const link = touch && wanted(event);
		if (!link || !link.matches('[role=doc-noteref]') || link === open) return;
		event.preventDefault();
		shown = link;
		show(link);
	});

	document.addEventListener('keydown', event => {
		if (event.key === 'Escape') return hide();
		if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.target.closest('input, textarea, select, [contenteditable]')) return;
		const search = document.querySelector('.site-header a[href$="/search/"]');
		let off = false; // a key of one letter must be one that can be turned off: /search/ does
		try { off = localStorage.getItem('slash') === 'off'; } catch {}
		if (search && !off && search.pathname !== location.pathname) {
			event.preventDefault();
			location.assign(search.href);
		}
	});

	if (navigator.clipboard) for (const text of document.querySelectorAll('[data-copy]')) {
		const button = document.createElement('button');
		button.type = 'button';
		button.className = 'copy';
		button.ariaLabel = 'Copy'; // the sheet shows it
		button.onclick = () => navigator.clipboard.writeText(text.textContent).then(() => { button.ariaLabel = 'Copied'; }, () => {});
		text.after(button);
	}
})();
