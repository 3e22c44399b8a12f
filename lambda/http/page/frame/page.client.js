// @ts-check
// What a script can add to the page: results as one types, more of a list in place, copying, the theme, keys, times from
// now. Everything else works without it.
{
  const root = document.documentElement
  /** @type {(what: string, where?: ParentNode) => HTMLElement | null} */
  const find = (what, where = document) => where.querySelector(what)
  /** @type {(what: string, where?: ParentNode) => NodeListOf<HTMLElement>} */
  const all = (what, where = document) => where.querySelectorAll(what)
  // Where a browser keeps nothing, the choice lasts as long as the view.
  /** @type {Map<string, string>} */
  const chosen = new Map()
  /** @type {(key: string) => string} */
  const kept = (key) => {
    try {
      return localStorage.getItem(key) ?? chosen.get(key) ?? ''
    } catch {
      return chosen.get(key) ?? ''
    }
  }
  /** @type {(key: string, value: string) => void} */
  const keep = (key, value) => {
    chosen.set(key, value)
    try {
      localStorage.setItem(key, value)
    } catch {}
  }
  /** @type {(text: string) => void} */
  const say = (text) => {
    const said = find('#said')
    if (!said) return
    said.textContent = text
    setTimeout(() => {
      if (said.textContent === text) said.textContent = ''
    }, 2500)
  }

  const THEMES = ['system', 'light', 'dark']
  const showTheme = () => {
    const theme = kept('theme') || 'system'
    if (theme === 'system') delete root.dataset.theme
    else root.dataset.theme = theme
    const name = `Theme: ${theme === 'system' ? 'as the system' : theme}`
    const button = find('[data-theme-switch]')
    button?.setAttribute('aria-label', name)
    button?.setAttribute('title', name)
    return name
  }
  showTheme()
  // What was chosen in another tab, or before one went back to this view.
  addEventListener('storage', showTheme)
  addEventListener('pageshow', showTheme)

  const hasKeys = () => kept('keys') !== 'off'
  const showKeys = () => {
    const button = find('[data-keys-switch]')
    if (button) button.textContent = `Key / is ${hasKeys() ? 'on' : 'off'}`
    find('[data-key]')?.toggleAttribute('hidden', !hasKeys())
  }

  const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'always' })
  const now = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' }).format(0, 'second')
  const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' })
  /** @type {[unit: Intl.RelativeTimeFormatUnit, length: number, from: number][]} */
  const UNITS = [
    ['year', 31536e6, 2],
    ['month', 2592e6, 2],
    ['day', 864e5, 1],
    ['hour', 36e5, 1],
    ['minute', 6e4, 1],
  ]
  /** @type {(where: ParentNode) => void} */
  const showTimes = (where) => {
    for (const one of all('time[datetime]', where)) {
      const at = Date.parse(one.getAttribute('datetime') ?? '')
      const away = at - Date.now()
      const found = UNITS.find(([, size, from]) => Math.abs(away) >= size * from)
      if (Number.isNaN(at)) continue
      one.textContent = found ? relative.format(Math.trunc(away / found[1]), found[0]) : now
      one.title = full.format(at)
    }
  }

  // Behind a proxy the server knows its own name only.
  const served = root.dataset.host
  /** @type {(text: string) => string} */
  const reachable = (text) => (served ? text.replace(`${served}/`, () => `${location.host}/`) : text)
  /** @type {(title: string) => string} */
  const titled = (title) => (served && title.endsWith(served) ? title.slice(0, -served.length) + location.host : title)
  document.title = titled(document.title)
  const brand = find('.brand')
  if (brand && brand.textContent === served) brand.textContent = location.host

  /** @type {(where: ParentNode, tool: string) => void} */
  const choose = (where, tool) => {
    for (const box of all('[data-pull]', where)) {
      if (!find(`[data-for="${CSS.escape(tool)}"]`, box)) continue
      for (const one of all('[data-tool]', box)) one.setAttribute('aria-pressed', String(one.dataset.tool === tool))
      for (const one of all('[data-for]', box)) one.hidden = one.dataset.for !== tool
    }
  }
  /** @type {(where: ParentNode) => void} */
  const wake = (where) => {
    showTimes(where)
    // The host ends the first text, behind which a line may end.
    for (const { firstChild: text } of all('.command code', where))
      if (text) text.textContent = reachable(text.textContent ?? '')
    for (const one of all('button[hidden]', where)) {
      one.hidden = false
      // What is only drawn is said to those who point at it, too.
      one.title = one.getAttribute('aria-label') ?? ''
    }
    choose(where, kept('tool'))
  }

  const showCompare = () => find('[data-compare]')?.toggleAttribute('disabled', all('[name=t]:checked').length !== 2)

  // A row has its reference; the commands' patterns stand once in the page.
  /** @type {(button: HTMLElement) => [command: string, what: string]} */
  const commandOf = ({ dataset: { copy = '', what = '', ref = '', kind = '' } }) => {
    const tool = kept('tool')
    const patterns = JSON.parse(document.body.dataset.patterns ?? '{}')[kind] ?? []
    const pattern = patterns.find((/** @type {string[]} */ [name]) => name === tool)?.[1]
    if (!ref || !pattern || /\{(?!ref)/.test(pattern)) return [copy, what]
    return [pattern.replace('{ref}', () => ref), `${tool} command`]
  }
  /** @type {(text: string) => Promise<void>} */
  const write = async (text) => {
    // There is none over plain HTTP.
    if (navigator.clipboard) return navigator.clipboard.writeText(text)
    const area = document.createElement('textarea')
    area.value = text
    document.body.append(area)
    area.select()
    const isDone = document.execCommand('copy')
    area.remove()
    if (!isDone) throw new Error('not copied')
  }

  let shown = location.pathname + location.search
  let asking = new AbortController()
  // One request at a time: an answer that was overtaken is dropped.
  /** @type {(url: string) => Promise<Document | undefined>} */
  const load = async (url) => {
    asking.abort()
    asking = new AbortController()
    const { signal } = asking
    document.body.classList.add('busy')
    try {
      const response = await fetch(url, { signal })
      const text = await response.text()
      return new DOMParser().parseFromString(text, 'text/html')
    } catch {
      if (!signal.aborted) location.assign(url)
      return undefined
    } finally {
      if (!signal.aborted) document.body.classList.remove('busy')
    }
  }
  /** @type {(url: string, how?: 'push' | 'replace') => Promise<void>} */
  const show = async (url, how) => {
    const page = await load(url)
    const main = page && find('main', page)
    const old = find('main')
    const status = find('.status')
    const news = main && find('.status', main)
    if (page && !main) say('The index did not answer: try again')
    if (!page || !main || !old || !status || !news) return
    if (how === 'push') history.pushState({ typing: true }, '', url)
    if (how === 'replace') history.replaceState({ typing: true }, '', url)
    shown = location.pathname + location.search
    document.title = titled(page.title)
    wake(main)
    // The status stays in the document, so that readers notice what changes in it.
    status.textContent = news.textContent
    news.remove()
    old.replaceChildren(status, ...main.childNodes)
    showCompare()
    const [line, other] = [find('.fresh'), find('.fresh', page)]
    if (line && other) {
      showTimes(other)
      line.replaceWith(other)
    }
  }

  const box = /** @type {HTMLInputElement | null} */ (find('.top input'))
  let timer = 0
  let isComposing = false
  /** @type {(task: () => void) => void} */
  const later = (task) => {
    clearTimeout(timer)
    timer = setTimeout(task, 250)
  }
  const typed = () => {
    const q = box?.value.trim() ?? ''
    const url = q === '' ? '/' : `/?${new URLSearchParams({ q })}`
    if (isComposing || url === location.pathname + location.search) return
    // The view that was left stays in the history; single letters do not.
    void show(url, history.state?.typing && location.pathname === '/' ? 'replace' : 'push')
  }
  box?.addEventListener('compositionstart', () => {
    isComposing = true
  })
  box?.addEventListener('compositionend', () => {
    isComposing = false
    later(typed)
  })
  const shownBy = (/** @type {HTMLInputElement} */ input) => async () => {
    const url = new URL(location.href)
    url.searchParams.set('start', input.value)
    url.searchParams.delete('cursor')
    await show(url.pathname + url.search, 'replace')
    const again = /** @type {HTMLInputElement | null} */ (find('[data-live]'))
    if (!again || again === input) return
    // What was typed meanwhile is not lost with the old one.
    const { value, selectionStart, selectionEnd } = input
    again.value = value
    again.focus()
    again.setSelectionRange(selectionStart, selectionEnd)
  }
  document.addEventListener('input', ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return
    if (target === box) later(typed)
    else if (target.matches('[data-live]')) later(shownBy(target))
  })
  addEventListener('popstate', () => {
    // A step to another place of the same view is the browser's.
    if (shown === location.pathname + location.search) return
    if (box) box.value = new URLSearchParams(location.search).get('q') ?? ''
    void show(location.pathname + location.search)
  })

  /** @type {(link: HTMLAnchorElement) => Promise<void>} */
  const loadMore = async (link) => {
    const page = await load(link.href)
    const list = find('[data-list]')
    const added = page && find('[data-list]', page)
    if (!page || !list || !added) return
    wake(added)
    const first = added.firstElementChild
    list.append(...added.children)
    const next = find('a[rel=next]', page)
    if (next) link.replaceWith(next)
    else link.remove()
    const status = find('.status')
    if (status) status.textContent = `${list.children.length} shown${next ? '' : ', that is all'}`
    if (first) find('a', first)?.focus({ preventScroll: true })
  }

  const closeMenus = (/** @type {Node | null} */ except) => {
    for (const menu of all('details[open]')) if (!menu.contains(except)) menu.removeAttribute('open')
  }
  document.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target : null
    closeMenus(target)
    const button = /** @type {HTMLElement | null} */ (target?.closest('button') ?? null)
    const { copy, tool, themeSwitch, keysSwitch } = button?.dataset ?? {}
    if (button && copy) {
      const [text, what] = commandOf(button)
      write(reachable(text)).then(
        () => {
          say(`Copied: ${what}`)
          button.classList.add('done')
          setTimeout(() => button.classList.remove('done'), 1500)
        },
        () => say('The browser did not allow to copy'),
      )
    }
    if (tool) {
      keep('tool', tool)
      choose(document, tool)
    }
    if (themeSwitch !== undefined) {
      keep('theme', THEMES[(THEMES.indexOf(kept('theme') || 'system') + 1) % 3] ?? 'system')
      say(showTheme())
    }
    if (keysSwitch !== undefined) {
      keep('keys', hasKeys() ? 'off' : 'on')
      showKeys()
    }
    const link = target?.closest('a')
    if (link?.rel !== 'next' || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    void loadMore(link)
  })
  document.addEventListener('change', showCompare)

  document.addEventListener('keydown', (event) => {
    const { key, target, ctrlKey, metaKey, altKey } = event
    if (event.isComposing || !(target instanceof HTMLElement)) return
    const isTyping = target.matches('input:not([type=checkbox]),textarea,select')
    const isSlash = key === '/' && hasKeys() && !isTyping && !ctrlKey && !metaKey && !altKey
    if (isSlash || (key.toLowerCase() === 'k' && (ctrlKey || metaKey))) {
      event.preventDefault()
      box?.focus()
      box?.select()
    }
    if (key === 'Escape') {
      const menu = target.closest('details[open]')
      closeMenus(null)
      if (menu) find('summary', menu)?.focus()
      if (target === box) {
        event.preventDefault()
        if (box.value === '') box.blur()
        else {
          box.value = ''
          later(typed)
        }
      }
    }
    const results = [...all('.result h2 a')]
    const at = results.indexOf(target)
    if ((target !== box && at < 0) || results.length === 0) return
    const next = key === 'ArrowDown' ? results[at + 1] : key === 'ArrowUp' ? (results[at - 1] ?? box) : undefined
    if (!next) return
    event.preventDefault()
    next.focus()
  })

  wake(document)
  showKeys()
  showCompare()
  // While a run is under way; not while somebody types, or is at a link.
  setInterval(() => {
    const isQuiet = !document.hidden && !document.body.classList.contains('busy') && !find('main :focus')
    if (isQuiet && find('[data-refresh]') && shown === '/' && !box?.value) void show('/')
  }, 5000)
}
