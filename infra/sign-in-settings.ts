// Settings: who may ask the index.

import { hostOf, originOf } from '../lambda/names/addresses.ts'
import { ENV } from '../lambda/names/environment.ts'
import { AUTH_MODES, type AuthMode } from '../lambda/names/modes.ts'
import type { Setting } from './setting.ts'
import { idsOf, MAX_SECURITY_GROUPS, matching, oneOf } from './setting-values.ts'

/** Who may ask the index. */
export const SIGN_IN_SETTINGS = {
  auth: {
    about:
      '`basic`: by names and passwords in a secret, of which one is generated, each with all names or a part ([docs/security.md](docs/security.md)); `registry`: by the accounts of the registry at `registry_url`, who all see all names if no line in the secret says otherwise; `none`: open to everyone who can reach the API',
    allowed: `one of ${AUTH_MODES.join(', ')}`,
    default: 'basic',
    variable: ENV.auth,
    parse: oneOf(AUTH_MODES),
  } satisfies Setting<AuthMode>,
  registry_url: {
    about:
      'address of the registry whose accounts sign in with `auth=registry`, such as `https://registry.example.com`; names and passwords are sent there',
    isOptional: true,
    allowed:
      'https:// and the name or IP address of the registry, with :PORT if it is not 443, without a path; http:// only to this machine, because passwords are sent',
    variable: ENV.registryUrl,
    parse: originOf,
  } satisfies Setting<string>,
  registry_token_host: {
    about:
      'host of the token service to which the registry sends for tokens, if it is another one, such as `auth.example.com`; names and passwords are sent there',
    isOptional: true,
    defaultText: "the registry's own host",
    allowed: 'the name or IP address of a host, with :PORT if it is not 443, without https:// and without a path',
    variable: ENV.registryTokenHost,
    parse: hostOf,
  } satisfies Setting<string>,
  subnets: {
    about:
      'ids of private subnets in which the search function runs, separated by commas, for a registry that is reached only there; needs `security_groups`',
    isOptional: true,
    allowed: 'ids of subnets, separated by commas (subnet-0123456789abcdef0)',
    parse: idsOf('subnet'),
  } satisfies Setting<readonly string[]>,
  security_groups: {
    about: 'ids of the security groups of the search function in these subnets, separated by commas',
    isOptional: true,
    allowed: 'ids of security groups, separated by commas, 5 at most (sg-0123456789abcdef0)',
    parse: (text) => {
      const ids = idsOf('sg')(text)
      return ids === undefined || ids.length > MAX_SECURITY_GROUPS ? undefined : ids
    },
  } satisfies Setting<readonly string[]>,
  vpc: {
    about:
      'id of the VPC of these subnets, if the stack should make the endpoints that the search function needs there (DynamoDB and S3 for nothing, Secrets Manager for about 7 $ a month and zone); needs `route_tables`',
    isOptional: true,
    defaultText: 'endpoints or a NAT gateway are there already',
    allowed: 'the id of a VPC (vpc-0123456789abcdef0)',
    parse: matching(/^vpc-[0-9a-f]{8,17}$/),
  } satisfies Setting<string>,
  route_tables: {
    about: 'ids of the route tables of these subnets, separated by commas',
    isOptional: true,
    allowed: 'ids of route tables, separated by commas (rtb-0123456789abcdef0)',
    parse: idsOf('rtb'),
  } satisfies Setting<readonly string[]>,
}
