import type { Command } from './client.ts'

const get = (path: string, options = '-s'): string => `curl ${options} 'http://HOST${path}'`
const SECRET = '-u "registry:$PASSWORD"'

/** Asks, and asks again whether what it has still holds. */
const twice = (path: string): string =>
  `etag=$(${get(path, '-s -o answer -D -')} | sed -n 's/^[Ee][Tt]ag: //p' | tr -d '\\r')
${get(path, '-si -H "If-None-Match: $etag"')}`

/** What scripts do. */
export const CURL: readonly Command[] = [
  { line: get('/v1/search?q=redis&n=2', '-si'), states: ['off', 'out'], says: /HTTP\/1\.1 (200|401)/ },
  { line: get('/v1/search?q=redis&n=2', `-si ${SECRET}`), states: ['in'], says: /"num_results":2/ },
  { line: get('/v1/search?q=redis&n=2', '-si -u registry:wrong'), states: ['out'], says: /HTTP\/1\.1 401/ },
  { line: get('/v2/', '-si'), states: ['off', 'out'], says: /HTTP\/1\.1 (200|401)/ },
  { line: get('/v1/_ping', '-si'), states: ['out'], says: /HTTP\/1\.1 200/ },
  { line: get('/openapi.json', '-sI'), states: ['out'], says: /HTTP\/1\.1 200/ },
  { line: get('/api/search?q=redis&limit=2', '-si'), states: ['off', 'out'], says: /HTTP\/1\.1 (200|401)/ },
  { line: get('/api/search?q=namespace:tools&format=csv'), states: ['off'], says: /^tools\/lint,/m },
  {
    line: get('/api/search?q=namespace:tools', "-s -H 'Accept: application/x-ndjson'"),
    states: ['off'],
    says: /^\{"name":"tools\/lint"/m,
  },
  { line: get('/api/search?q=radis'), states: ['off'], says: /"suggestions":\["redis"\]/ },
  { line: get('/api/search?q=size:huge', '-si'), states: ['off'], says: /HTTP\/1\.1 400/ },
  { line: get('/api/search?q=arhc:arm64'), states: ['off'], says: /did you mean arch:/ },
  { line: get('/api/search?q=registry.example.com/team/api:v1.1'), states: ['off'], says: /\["team\/api:v1.1"\]/ },
  {
    line: get('/api/repositories/team/api/-/tags?order=version&limit=2', '-si'),
    states: ['off'],
    says: /"v1\.10".*"v1\.2"/,
  },
  { line: get('/api/lookup?tag=v1.10', '-s'), states: ['off'], says: /"match":"v1\.10"/ },
  { line: get('/v2/_catalog?n=2', '-si'), states: ['off'], says: /^link: <\/v2\/_catalog\?last=/im },
  { line: get('/v2/team/api/tags/list?n=2', '-si'), states: ['off'], says: /^link: <\/v2\/team\/api\/tags\/list/im },
  { line: get('/v2/team/no-such-thing/tags/list', '-si'), states: ['off'], says: /NAME_UNKNOWN/ },
  { line: get('/feed.atom?repository=redis', '-si'), states: ['off'], says: /<title>redis:7\.4<\/title>/ },
  { line: twice('/v1/search?q=redis'), states: ['off'], says: /HTTP\/1\.1 304/ },
  { line: get('/v2/_catalog', '-sI'), states: ['off'], says: /HTTP\/1\.1 200/ },
  { line: get('/v1/search?q=redis', '-si -X POST'), states: ['off'], says: /^allow: .*GET/im },
  { line: get('/no/such/thing', '-si'), states: ['off'], says: /HTTP\/1\.1 404/ },
]
