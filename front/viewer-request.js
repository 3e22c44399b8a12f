import cf from 'cloudfront'

// Runs in CloudFront before each request. Sends the request to the index or to the registry, and answers 401 with the
// challenge itself where the index would have to: API Gateway may rename the header, and without it `docker login` and
// browsers never send a password. The local front door runs this very file.
//
// JavaScript runtime 2.0: ES 5.1, let, const, arrow functions and templates, no more
// (docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html).

/** Characters that mean the same in a path whether they are percent-encoded or not (RFC 3986), and the slash. */
const PLAIN = /^[\w.~!$&'()*+,;=:@/-]$/
/** Characters that must be percent-encoded in a path. */
const ODD = /[^\w.~!$&'()*+,;=:@/%-]+/g
/** Path of a repository's tag list. No component of a repository name begins with an underscore. */
const TAGS_LIST = /^\/v2\/[^_/][^/]*(?:\/[^_/][^/]*)*\/tags\/list$/
/** Paths of the web page, whose errors are HTML. */
const PAGE = /^\/$|^\/compare\/?$|^\/r\/./

const UNREADABLE = 'the path of the request must begin with a slash, and each % be followed by two hexadecimal digits'

/** @type {(event: AWSCloudFrontFunction.Event) => AWSCloudFrontFunction.Request | AWSCloudFrontFunction.Response} */
// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it
function handler(event) {
  const request = event.request
  const path = normalised(request.uri)
  if (path === undefined) return refused(400, 'Bad Request', request.uri, 'UNSUPPORTED', UNREADABLE)
  // CloudFront sends on what came. Whoever answers must see the path that was decided by.
  request.uri = path
  const asked = request.headers.host
  const host = { value: asked ? asked.value : '' }
  if (FRONT.hasRegistry && isOfRegistry(path)) {
    // The registry makes the addresses of uploads of it, which must lead back here; of `Forwarded`, if that says another.
    request.headers['x-forwarded-host'] = host
    delete request.headers.forwarded
    cf.selectRequestOriginById(FRONT.origins.registry)
    return request
  }
  if (isChallenged(request, path)) {
    const answer = refused(401, 'Unauthorized', path, 'UNAUTHORIZED', 'authentication required')
    answer.headers['www-authenticate'] = { value: FRONT.challenge }
    return answer
  }
  request.headers[FRONT.hostHeader] = host
  if (FRONT.hasRegistry) cf.selectRequestOriginById(FRONT.origins.index)
  return request
}

/**
 * Brings a path into one form: each character is written in one way only, and there are no dots or empty segments to
 * resolve. A slash that was encoded is a slash, as the registry takes it. Undefined: no path, or an incomplete escape.
 * @type {(uri: string) => string | undefined}
 */
function normalised(uri) {
  if (uri.charAt(0) !== '/' || /%(?![0-9a-f]{2})/i.test(uri)) return undefined
  const once = uri
    .replace(/%[0-9a-f]{2}/gi, (code) => {
      const character = String.fromCharCode(parseInt(code.slice(1), 16))
      return PLAIN.test(character) ? character : code.toUpperCase()
    })
    .replace(ODD, (characters) => encodeURIComponent(characters))
  /** @type {string[]} */
  const kept = []
  // As the registry's router does (Go, path.Clean), but a slash at the end stays.
  once.split('/').forEach((segment) => {
    if (segment === '..') kept.pop()
    else if (segment !== '' && segment !== '.') kept.push(segment)
  })
  const end = kept.length > 0 && once.charAt(once.length - 1) === '/' ? '/' : ''
  return `/${kept.join('/')}${end}`
}

/** @type {(path: string) => boolean} */
function isOfRegistry(path) {
  const bare = path.replace(/\/$/, '')
  if (bare === '/v2') return !isOfIndex('base')
  if (bare === '/v2/_catalog') return !isOfIndex('catalog')
  if (TAGS_LIST.test(bare)) return !isOfIndex('tags')
  return bare.indexOf('/v2/') === 0
}

/** @type {(route: 'base' | 'catalog' | 'tags') => boolean} */
function isOfIndex(route) {
  return FRONT.indexRoutes.indexOf(route) >= 0
}

/** @type {(request: AWSCloudFrontFunction.Request, path: string) => boolean} */
function isChallenged(request, path) {
  if (FRONT.challenge === '') return false
  const given = request.headers.authorization
  if (given && given.value !== '') return false
  // A browser asks so before a request to another origin, and never with a password. No name is told by the answer.
  if (request.method === 'OPTIONS') return false
  return FRONT.openPaths.indexOf(path.replace(/\/$/, '')) < 0 && path.indexOf(FRONT.openFolder) !== 0
}

/**
 * Returns an error in the form of the protocol that was asked, as the index does.
 * @type {(status: number, title: string, path: string, code: string, message: string) => { statusCode: number,
 *   statusDescription: string, headers: AWSCloudFrontFunction.ValueObject, body: string }}
 */
function refused(number, name, path, kind, text) {
  const answer = {
    statusCode: number,
    statusDescription: name,
    /** @type {AWSCloudFrontFunction.ValueObject} */
    headers: {
      'cache-control': { value: 'no-store' },
      vary: { value: 'Authorization' },
      'x-content-type-options': { value: 'nosniff' },
      'content-type': { value: 'application/json' },
    },
    body: JSON.stringify({ error: text }),
  }
  if (PAGE.test(path)) {
    answer.headers['content-type'] = { value: 'text/html; charset=utf-8' }
    answer.headers['content-security-policy'] = { value: "default-src 'none'" }
    answer.body = `<!doctype html><html lang="en"><title>${name}</title><h1>${name}</h1><p>${text}</p></html>\n`
  } else if (path.indexOf('/v2') === 0) {
    answer.headers['docker-distribution-api-version'] = { value: 'registry/2.0' }
    answer.body = JSON.stringify({ errors: [{ code: kind, message: text, detail: null }] })
  } else if (path.indexOf('/api') === 0) {
    answer.headers['content-type'] = { value: 'application/problem+json' }
    answer.body = JSON.stringify({ type: 'about:blank', status: number, title: name, detail: text })
  }
  return answer
}
