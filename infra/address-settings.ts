// Settings: the address at which people find index and registry.

import { INDEX_ROUTES, type IndexRoute } from '../front/front-settings.ts'
import { ALL_ORIGINS, corsOriginsIn } from '../lambda/names/addresses.ts'
import { ENV } from '../lambda/names/environment.ts'
import type { Setting } from './setting.ts'
import {
  DOMAIN,
  FRONTS,
  type FrontKind,
  indexRoutesIn,
  isOrigin,
  matching,
  oneOf,
  TRUE_OR_FALSE,
  type TrueOrFalse,
} from './setting-values.ts'

/** The address at which people find index and registry. */
export const ADDRESS_SETTINGS = {
  front: {
    about:
      '`cloudfront`: makes a CloudFront distribution before the index, and before the registry if `registry_host` is given, so that clients find both at one address and `docker login` works; the API’s own address is closed then ([docs/front-doors.md](docs/front-doors.md#cloudfront))',
    isOptional: true,
    defaultText: 'none: people use the address of the API',
    allowed: `one of ${FRONTS.join(', ')}`,
    parse: oneOf(FRONTS),
  } satisfies Setting<FrontKind>,
  registry_host: {
    about:
      'DNS name of the registry that lies behind the front, with a port if it is not 443; not the name that people use. It speaks TLS 1.2 with a certificate for this name',
    isOptional: true,
    defaultText: 'the front has the index alone',
    allowed:
      'the DNS name of the registry (letters, digits, - and at least one dot), with :PORT if it is not 443 (1024 to 65535), without https:// and without a path, not an IP address',
    parse: (text) => (isOrigin(text) ? text.toLowerCase() : undefined),
  } satisfies Setting<string>,
  index_routes: {
    about:
      'routes of the registry’s API that the index answers at the front, separated by commas. `base`: `/v2/`, so that `docker login` asks the index; for a registry without sign-in of its own. `catalog`: `/v2/_catalog`, which `podman search` asks when signed in. `tags`: `tags/list`, for repositories with so many tags that the registry takes long; the index lags a push by seconds',
    isOptional: true,
    defaultText: 'none: the registry answers',
    allowed: `one or several of ${INDEX_ROUTES.join(', ')} separated by commas`,
    parse: indexRoutesIn,
  } satisfies Setting<readonly IndexRoute[]>,
  domain: {
    about: 'name of the front that people use, such as `registry.example.com`; needs `certificate`',
    isOptional: true,
    defaultText: 'the name that CloudFront gives',
    allowed: 'a DNS name (letters, digits, - and at least one dot), without https://, port and path',
    parse: (text) => (DOMAIN.test(text) ? text.toLowerCase() : undefined),
  } satisfies Setting<string>,
  certificate: {
    about: 'ARN of a certificate for `domain` in ACM, in us-east-1, wherever the stack is: CloudFront takes no other',
    isOptional: true,
    allowed:
      'the ARN of a certificate of ACM in us-east-1, because CloudFront takes no other (arn:aws:acm:us-east-1:ACCOUNT:certificate/ID)',
    parse: matching(/^arn:aws:acm:us-east-1:\d{12}:certificate\/[A-Za-z0-9-]{1,64}$/),
  } satisfies Setting<string>,
  challenge_mapping: {
    about:
      '`false`: the API does not set `WWW-Authenticate` on 401 again by a mapping of API Gateway; for a deployment that fails because of it',
    allowed: `one of ${TRUE_OR_FALSE.join(', ')}`,
    default: 'true',
    parse: oneOf(TRUE_OR_FALSE),
  } satisfies Setting<TrueOrFalse>,
  cors_origins: {
    about: `origins whose web pages may read the index from a browser, such as \`https://portal.example.com\`, separated by commas; they sign in by a header \`Authorization\`. \`${ALL_ORIGINS}\`: all; with \`auth=none\` any web page can then read all that its visitor can reach`,
    isOptional: true,
    defaultText: 'none',
    allowed: `a list of origins separated by commas, each as browsers send it (https:// or http://, a host in lower case, a port if it is not the usual one, and no slash or path behind it), 20 of them and 1,000 characters at most, or ${ALL_ORIGINS}`,
    variable: ENV.corsOrigins,
    parse: corsOriginsIn,
  } satisfies Setting<readonly string[]>,
}
