import type { Command } from './client.ts'

const get = (path: string, options = '-s'): string => `curl ${options} 'http://HOST${path}'`
const SIGN_IN = '-u "registry:$PASSWORD"'

/** Returns a command that sends a request, and then sends it again with the ETag of the first response. */
const twice = (path: string): string =>
  `etag=$(${get(path, '-s -o answer -D -')} | sed -n 's/^[Ee][Tt]ag: //p' | tr -d '\\r')
${get(path, '-si -H "If-None-Match: $etag"')}`

/** Requests that scripts send. */
export const CURL: readonly Command[] = [
  { line: get('/v1/search?q=redis&n=2', '-si'), states: ['off', 'out'], prints: /HTTP\/1\.1 (200|401)/ },
  { untold: true, line: get('/v1/search?q=redis&n=2', `-si ${SIGN_IN}`), states: ['in'], prints: /"num_results":3/ },
  {
    untold: true,
    line: get('/v1/search?q=redis&n=2', '-si -u registry:wrong'),
    states: ['out'],
    prints: /HTTP\/1\.1 401/,
  },
  { untold: true, line: get('/v2/', '-si'), states: ['off', 'out'], prints: /HTTP\/1\.1 (200|401)/ },
  { untold: true, line: get('/v1/_ping', '-si'), states: ['out'], prints: /HTTP\/1\.1 200/ },
  { untold: true, line: get('/openapi.json', '-sI'), states: ['out'], prints: /HTTP\/1\.1 200/ },
  { line: get('/api/search?q=redis&limit=2'), states: ['off', 'out'], prints: /"total":3|"status":401/ },
  { line: get('/api/search?q=namespace:tools&format=csv'), states: ['off'], prints: /^tools\/lint,/m },
  {
    line: get('/api/search?q=namespace:tools', "-s -H 'Accept: application/x-ndjson'"),
    states: ['off'],
    prints: /^\{"name":"tools\/lint"/m,
  },
  { line: get('/api/search?q=radis'), states: ['off'], prints: /"suggestions":\["redis"\]/ },
  { line: get('/api/search?q=size:huge'), states: ['off'], prints: /"status":400/ },
  { line: get('/api/search?q=arhc:arm64'), states: ['off'], prints: /did you mean arch:/ },
  {
    untold: true,
    line: get('/api/search?q=registry.example.com/team/api:v1.1'),
    states: ['off'],
    prints: /\["team\/api:v1.1"\]/,
  },
  {
    line: get('/api/repositories/team/api/-/tags?order=version&limit=2'),
    states: ['off'],
    prints: /"v1\.10".*"v1\.2"/,
  },
  { line: get('/api/lookup?tag=v1.10', '-s'), states: ['off'], prints: /"match":"v1\.10"/ },
  { line: get('/v2/_catalog?n=2', '-si'), states: ['off'], prints: /^link: <\/v2\/_catalog\?last=/im },
  { untold: true, line: get('/v2/team/api/tags/list?n=2', '-si'), states: ['off'], prints: /"v1\.0"/ },
  { untold: true, line: get('/v2/team/no-such-thing/tags/list', '-si'), states: ['off'], prints: /NAME_UNKNOWN/ },
  { line: get('/feed.atom?repository=redis'), states: ['off'], prints: /<title>redis:7\.4<\/title>/ },
  { untold: true, line: twice('/v1/search?q=redis'), states: ['off'], prints: /HTTP\/1\.1 304/ },
  { untold: true, line: get('/v2/_catalog', '-sI'), states: ['off'], prints: /HTTP\/1\.1 200/ },
  { untold: true, line: get('/v1/search?q=redis', '-si -X POST'), states: ['off'], prints: /^allow: .*GET/im },
  { untold: true, line: get('/no/such/thing', '-si'), states: ['off'], prints: /HTTP\/1\.1 404/ },
]
