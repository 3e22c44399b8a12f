import { Duration } from 'aws-cdk-lib'
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager'
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  type IOrigin,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront'
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'
import { frontFunction } from '../front/front-function.ts'
import { type IndexRoute, ORIGINS } from '../front/front-settings.ts'
import { FRONT_HEADERS } from '../lambda/names/front.ts'

/** CloudFront before the index, and before the registry too if its host is given. */
export interface CloudFrontProps {
  /**
   * The registry behind the same address: its DNS name, with a port if it is not 443. It speaks TLS 1.2 with a
   * certificate for this name.
   *
   * @default - the index alone
   */
  readonly registryHost?: string

  /**
   * Routes of the registry's API that the index answers.
   *
   * @default - none: the registry answers all of them
   */
  readonly indexRoutes?: readonly IndexRoute[]

  /**
   * The name that people use, and a certificate for it in us-east-1.
   *
   * @default - the name that CloudFront gives, with TLS as CloudFront's own certificate has it
   */
  readonly domain?: { readonly name: string; readonly certificate: ICertificate }
}

interface IndexOrigin {
  /** The API's own name. */
  readonly host: string
  /** What the front shows to the API. */
  readonly secret: Secret
  /** Whether people sign in to it. */
  readonly signIn: boolean
}

/** Errors that CloudFront keeps for ten seconds if it is not told otherwise: for all callers, and of blobs too. */
const ERRORS = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]

/** As long as CloudFront waits without a request to AWS: a registry copies a large layer before it says that it has it. */
const REGISTRY_TIMEOUT = Duration.seconds(120)

/** One address for the index and the registry, which sends the challenge that API Gateway may rename. */
export class CloudFrontFront extends Construct {
  /** The address that people use, with a slash at its end. */
  readonly url: string
  /** What the name of the domain has to point to. */
  readonly domainTarget: string
  /** For what its owner adds: a firewall, a log. */
  readonly distribution: Distribution

  constructor(scope: Construct, id: string, index: IndexOrigin, props: CloudFrontProps) {
    super(scope, id)
    const { registryHost, indexRoutes = [], domain } = props
    const behaviour = this.behaviourOf(index.signIn, registryHost === undefined ? undefined : indexRoutes)
    this.distribution = new Distribution(this, 'Distribution', {
      comment: 'Search index of a container registry',
      defaultBehavior: {
        ...behaviour,
        origin: indexOrigin(index),
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
      },
      // The function selects the origin in each of these; they differ in what callers may do.
      ...(registryHost !== undefined && {
        additionalBehaviors: {
          '/v2/*': { ...behaviour, origin: registryOrigin(registryHost), allowedMethods: AllowedMethods.ALLOW_ALL },
        },
      }),
      errorResponses: ERRORS.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
      httpVersion: HttpVersion.HTTP2_AND_3,
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      ...(domain && { domainNames: [domain.name], certificate: domain.certificate }),
    })
    this.domainTarget = this.distribution.distributionDomainName
    this.url = `https://${domain?.name ?? this.domainTarget}/`
  }

  /** What all requests have in common: the function decides, everything is passed on, nothing is kept. */
  private behaviourOf(
    signIn: boolean,
    indexRoutes: readonly IndexRoute[] | undefined,
  ): Omit<BehaviorOptions, 'origin'> {
    const edge = new EdgeFunction(this, 'ViewerRequest', {
      comment: 'Sends to the index or the registry, and asks to sign in',
      code: FunctionCode.fromInline(frontFunction({ signIn, indexRoutes })),
      runtime: FunctionRuntime.JS_2_0,
    })
    return {
      functionAssociations: [{ function: edge, eventType: FunctionEventType.VIEWER_REQUEST }],
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      // Answers differ by caller, and change with every push.
      cachePolicy: CachePolicy.CACHING_DISABLED,
      // Authorization and Accept-Encoding too. API Gateway answers no host but its own.
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      // The API compresses its answers itself, and CloudFront would do it with none that it does not cache.
      compress: false,
    }
  }
}

const COMMON = { protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY, originSslProtocols: [OriginSslPolicy.TLS_V1_2] }

const indexOrigin = ({ host, secret }: IndexOrigin): IOrigin =>
  new HttpOrigin(host, {
    ...COMMON,
    originId: ORIGINS.index,
    // CloudFormation reads the secret when it makes the distribution: the template has a reference only.
    customHeaders: { [FRONT_HEADERS.secret]: secret.secretValue.unsafeUnwrap() },
  })

const registryOrigin = (host: string): IOrigin => {
  const [name = '', port] = host.split(':')
  return new HttpOrigin(name, {
    ...COMMON,
    originId: ORIGINS.registry,
    readTimeout: REGISTRY_TIMEOUT,
    ...(port !== undefined && { httpsPort: Number(port) }),
  })
}
