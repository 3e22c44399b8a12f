// CloudFront before the index, as the template makes it.

import { transform } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { frontFunction, MAX_FUNCTION_BYTES } from '../../front/front-function.ts'
import {
  CERTIFICATE,
  fronted,
  frontedAlone,
  plain,
  properties,
  render,
  rights,
  saidAt,
  withoutNumbers,
} from './template.ts'

const configOf = (template: typeof plain) => properties(template, 'AWS::CloudFront::Distribution').DistributionConfig
const originOf = (template: typeof plain, id: string) =>
  configOf(template).Origins.find(({ Id }: { Id: string }) => Id === id)
const codeOf = (template: typeof plain) => properties(template, 'AWS::CloudFront::Function').FunctionCode
const variablesOf = (template: typeof plain) =>
  properties(template, 'AWS::Lambda::Function', 'IndexSearchFunction').Environment.Variables

/** Ids of AWS's managed policies (developer guide, Use managed cache policies, Use managed origin request policies). */
const [CACHING_DISABLED, ALL_VIEWER_EXCEPT_HOST] = [
  '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
  'b689b0a8-53d0-40ab-baf2-68738e2966ac',
]

describe('without a front', () => {
  it('there is no CloudFront, no secret for it, and the API answers all', () => {
    expect(plain.findResources('AWS::CloudFront::Distribution')).toEqual({})
    expect(Object.keys(plain.findResources('AWS::SecretsManager::Secret'))).toHaveLength(1)
    expect(variablesOf(plain)).not.toHaveProperty('FRONT_SECRET')
    expect(plain.findOutputs('DomainTarget')).toEqual({})
  })
})

describe('each behaviour of the distribution', () => {
  const { DefaultCacheBehavior, CacheBehaviors } = configOf(fronted)
  const behaviours = [DefaultCacheBehavior, ...CacheBehaviors, configOf(frontedAlone).DefaultCacheBehavior]

  it('keeps nothing, passes on all that the caller sent but the host, and compresses nothing', () => {
    expect(behaviours).toHaveLength(3)
    for (const behaviour of behaviours)
      expect(behaviour).toMatchObject({
        CachePolicyId: CACHING_DISABLED,
        OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST,
        Compress: false,
        ViewerProtocolPolicy: 'https-only',
      })
  })

  it('runs the function before each request', () => {
    for (const { FunctionAssociations } of behaviours)
      expect(FunctionAssociations).toEqual([{ EventType: 'viewer-request', FunctionARN: expect.anything() }])
  })

  it('lets read the index, and read and write the registry', () => {
    expect(DefaultCacheBehavior).toMatchObject({ TargetOriginId: 'index', AllowedMethods: ['GET', 'HEAD', 'OPTIONS'] })
    expect(CacheBehaviors).toMatchObject([
      {
        PathPattern: '/v2/*',
        TargetOriginId: 'registry',
        AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
      },
    ])
  })
})

describe('the distribution', () => {
  it('keeps no error either: a registry says 404 of a layer that is pushed next', () => {
    const kept = configOf(fronted).CustomErrorResponses
    expect(kept.map(({ ErrorCode }: { ErrorCode: number }) => ErrorCode)).toEqual([
      ...[400, 403, 404, 405, 414, 416],
      ...[500, 501, 502, 503, 504],
    ])
    for (const one of kept) expect(one).toEqual({ ErrorCode: one.ErrorCode, ErrorCachingMinTTL: 0 })
  })

  it('speaks TLS 1.2 or newer under a name of one’s own, with the certificate for it', () => {
    expect(configOf(fronted)).toMatchObject({
      Aliases: ['registry.example.com'],
      ViewerCertificate: {
        AcmCertificateArn: CERTIFICATE,
        MinimumProtocolVersion: 'TLSv1.2_2021',
        SslSupportMethod: 'sni-only',
      },
      Enabled: true,
      IPV6Enabled: true,
      HttpVersion: 'http2and3',
    })
    expect(configOf(frontedAlone).Aliases).toBeUndefined()
  })

  it('asks the registry by its own name and port, by TLS 1.2, and waits for it', () => {
    expect(originOf(fronted, 'registry')).toEqual({
      Id: 'registry',
      DomainName: 'origin.example.com',
      CustomOriginConfig: {
        HTTPSPort: 5443,
        OriginProtocolPolicy: 'https-only',
        OriginSSLProtocols: ['TLSv1.2'],
        OriginReadTimeout: 120,
      },
    })
    expect(configOf(frontedAlone).Origins).toHaveLength(1)
    expect(configOf(frontedAlone).CacheBehaviors).toBeUndefined()
  })

  it('asks the API, and shows it the secret, which stands nowhere in the template', () => {
    const { DomainName, OriginCustomHeaders, CustomOriginConfig } = originOf(fronted, 'index')
    expect(withoutNumbers(render(DomainName))).toBe('<IndexSearchApi>.execute-api.<AWS::Region>.<AWS::URLSuffix>')
    expect(CustomOriginConfig).toMatchObject({ OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] })
    const [header, ...others] = OriginCustomHeaders
    expect(others).toEqual([])
    expect(header.HeaderName).toBe('registry-index-front')
    expect(withoutNumbers(render(header.HeaderValue))).toBe(
      '{{resolve:secretsmanager:<IndexSearchFrontSecret>:SecretString:::}}',
    )
  })
})

describe('the function of the front', () => {
  it('is that of front/, with what the settings say, as small as CloudFront wants it', () => {
    expect(codeOf(fronted)).toBe(frontFunction({ signIn: true, indexRoutes: ['catalog', 'tags'] }))
    expect(codeOf(frontedAlone)).toBe(frontFunction({ signIn: false, indexRoutes: undefined }))
    expect(codeOf(fronted).startsWith("import cf from 'cloudfront'\n")).toBe(true)
    expect(Buffer.byteLength(codeOf(fronted))).toBeLessThan(MAX_FUNCTION_BYTES)
    expect(properties(fronted, 'AWS::CloudFront::Function')).toMatchObject({
      AutoPublish: true,
      FunctionConfig: { Runtime: 'cloudfront-js-2.0' },
    })
  })

  it('has no syntax beyond ES 5.1 but what JavaScript runtime 2.0 is documented to have', async () => {
    const known = { 'const-and-let': true, arrow: true, 'template-literal': true, 'rest-argument': true }
    const asFor = (target: string) => async (text: string) =>
      (await transform(text, { target, format: 'esm', supported: known })).code
    // The same is printed for ES 5.1 and for the newest only where nothing had to be replaced.
    const isOld = async (text: string) => {
      try {
        return (await asFor('es5')(text)) === (await asFor('esnext')(text))
      } catch {
        return false
      }
    }
    expect(await isOld(codeOf(fronted))).toBe(true)
    const newer = [
      'const { a } = FRONT',
      'for (const a of FRONT) a()',
      'async function f() {}',
      'class A {}',
      'a = b?.c',
    ]
    newer.push(
      'a = b ?? c',
      'a = { b }',
      'a = { b() {} }',
      'a = (b, c = 1) => b',
      'a = /(?<=b)c/',
      'a = [...b]',
      'a ||= b',
    )
    for (const one of newer) expect([one, await isOld(one)]).toEqual([one, false])
  })
})

describe('the API behind a front', () => {
  it('has a secret of its own to know the front by, which it may read', () => {
    expect(withoutNumbers(render(variablesOf(fronted).FRONT_SECRET))).toBe('<IndexSearchFrontSecret>')
    expect(rights(fronted, 'IndexSearchFunctionRole')).toContain(
      'secretsmanager:GetSecretValue on <IndexSearchFrontSecret>',
    )
    expect(properties(fronted, 'AWS::SecretsManager::Secret', 'IndexSearchFrontSecret').GenerateSecretString).toEqual({
      PasswordLength: 40,
      ExcludePunctuation: true,
    })
    expect(variablesOf(frontedAlone)).toHaveProperty('FRONT_SECRET')
  })

  it('does not set the challenge again if the setting says so', () => {
    const integration = (template: typeof plain) => properties(template, 'AWS::ApiGatewayV2::Integration')
    expect(integration(fronted)).not.toHaveProperty('ResponseParameters')
    expect(integration(plain)).toHaveProperty('ResponseParameters')
  })
})

describe('the outputs', () => {
  const output = (template: typeof plain, name: string) =>
    withoutNumbers(render(template.findOutputs(name)[name]?.['Value']))

  it('have the address that people use, and what its name has to point to', () => {
    expect(output(fronted, 'Url')).toBe('https://registry.example.com/')
    expect(output(fronted, 'DomainTarget')).toBe('<IndexCloudFrontDistribution.DomainName>')
    expect(output(frontedAlone, 'Url')).toBe('https://<IndexCloudFrontDistribution.DomainName>/')
  })
})

describe('synthesis', () => {
  it('says in one line that an index without sign-in is public', () => {
    for (const settings of [{}, { front: 'cloudfront' }]) {
      expect(saidAt({ bucket: 'registry', ...settings })).toEqual([])
      const said = saidAt({ bucket: 'registry', auth: 'none', ...settings })
      expect(said).toEqual([expect.stringMatching(/^auth=none: the address of the index is public, .*$/)])
    }
  })
})
