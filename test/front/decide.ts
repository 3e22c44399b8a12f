// Asks the function of a front, in the stand-in for CloudFront's runtime.

import { type FrontOptions, frontFunction } from '../../front/front-function.ts'
import { cloudFrontFunction } from '../../local/cloudfront-runtime.ts'
import { splitTarget } from '../../local/request-path.ts'

const HOST = 'registry.example.com'

/** Returns what the function decides of requests to `registry.example.com`; `headers` are added to the host. */
export const decider = (options: FrontOptions) => {
  const decide = cloudFrontFunction(frontFunction(options))
  return (target: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') => {
    const { path, query } = splitTarget(target)
    const all = Object.entries({ Host: HOST, ...headers })
    return decide({ method, uri: path, query: query.slice(1), headers: all })
  }
}
