import { expect, it } from 'vitest'
import { splitTarget } from '../../local/request-path.ts'

it.each([
  ['/', '/', ''],
  ['/v2/_catalog?n=10&last=a%2Fb', '/v2/_catalog', '?n=10&last=a%2Fb'],
  ['/v1/search?q=https://x//y/../z%20%5f', '/v1/search', '?q=https://x//y/../z%20%5f'],
  ['/?', '/', '?'],
  ['/v2/%5fcatalog', '/v2/%5fcatalog', ''],
  ['/v2/_catalog?n=1#x', '/v2/_catalog', '?n=1%23x'],
  ['http://127.0.0.1:5050/v2/?n=1', '/v2/', '?n=1'],
  ['http://127.0.0.1:5050?n=1', '', '?n=1'],
  ['*', '*', ''],
])('the target %s has the path %j and the query %j', (target, path, query) => {
  expect(splitTarget(target)).toEqual({ path, query })
})
