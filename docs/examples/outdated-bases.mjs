// Prints the tags that are built on an older image than the one that a tag of their base has now, one a line.
//   node outdated-bases.mjs https://registry.example.com library/alpine:3.22.1
// Signs in as REGISTRY_INDEX_LOGIN=name:password says. Exit status 0 if there are none, 1 if there are some, 2 for a failure.

const [address, base = ''] = process.argv.slice(2)
const { REGISTRY_INDEX_LOGIN: login } = process.env
const headers = login === undefined ? {} : { Authorization: `Basic ${Buffer.from(login).toString('base64')}` }
/** While search starts, and while it has trouble, it answers 503 and says after how many seconds to ask again. */
const TRIES = 5

const ask = async (path, parameters = {}) => {
  const url = new URL(path, address)
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value)
  for (let left = TRIES; ; left--) {
    // A redirection would take the password to another host.
    const answer = await fetch(url, { headers, redirect: 'error' })
    if (answer.ok) return answer.json()
    if (answer.status !== 503 || left === 1) throw new Error(`${url.pathname}: ${answer.status} ${await answer.text()}`)
    await answer.text()
    await new Promise((done) => setTimeout(done, 1000 * Number(answer.headers.get('retry-after') ?? 1)))
  }
}
const tagPath = (name, tag) =>
  `/api/repositories/${name.split('/').map(encodeURIComponent).join('/')}/tags/${encodeURIComponent(tag)}`

const outdated = async (name, tag) => {
  const now = await ask(tagPath(name, tag))
  // An image names the image index of its base, or the image of its own platform.
  const current = new Set([now.digest, ...(now.children ?? []).map(({ digest }) => digest)])
  const found = []
  let cursor
  do {
    const page = await ask('/api/lookup', { base: name, limit: 100, cursor })
    for (const { name: repository, match } of page.items) {
      const { baseName = '', baseDigest, problem } = await ask(tagPath(repository, match))
      const isMeant = baseName === `${name}:${tag}` || baseName.endsWith(`/${name}:${tag}`)
      if (isMeant && problem === undefined && baseDigest !== undefined && !current.has(baseDigest))
        found.push(`${repository}:${match}`)
    }
    ;({ cursor } = page)
  } while (cursor !== undefined)
  return found
}

try {
  const colon = base.lastIndexOf(':')
  if (address === undefined || colon < 1) throw new Error('usage: outdated-bases.mjs ADDRESS NAME:TAG')
  const found = await outdated(base.slice(0, colon), base.slice(colon + 1))
  for (const one of found) console.log(one)
  process.exitCode = found.length === 0 ? 0 : 1
} catch (error) {
  console.error(`outdated-bases: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 2
}
