import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import { CfnIntegration, HttpApi, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'
import { ENV } from '../lambda/names/environment.ts'
import { CHALLENGE } from '../lambda/names/front.ts'
import type { AuthMode } from '../lambda/names/modes.ts'
import { createFunction, createLogGroup } from './function.ts'
import { grantBlobRead, grantRegistryList, type RegistryBucket, registryEnvironment } from './registry-bucket.ts'
import { FunctionNetwork, type RegistrySignInProps, signInEnvironment } from './registry-sign-in.ts'
import { grantRead, grantScan, type Tables, tableEnvironment } from './tables.ts'

interface SearchApiOptions {
  readonly auth: AuthMode
  /** Where the registry is whose sign-in counts; undefined unless `auth` is `registry`. */
  readonly signIn: RegistrySignInProps | undefined
  /** Whether the API shows commands and environment of images. */
  readonly showsCommands: boolean
  /** What people call the registry. */
  readonly title: string | undefined
  /** The host that clients pull from. */
  readonly pullHost: string | undefined
  /** Origins whose pages may read answers. */
  readonly corsOrigins: readonly string[] | undefined
  /** Megabytes of the function. */
  readonly memorySize: number
  /** Changes of the list of namespaces whose repositories come last. */
  readonly copies: string | undefined
  /** Whether the API answers a front only. */
  readonly hasFront: boolean
  /** Whether the API sets the challenge on each 401 again. */
  readonly mapsChallenge: boolean
}

/** The HTTP API that people and clients use, and the function that answers all of it. */
export class SearchApi extends Construct {
  readonly api: HttpApi
  readonly function: LambdaFunction
  /** Address of the API, with a slash at its end. */
  readonly url: string
  /** The API's own name. */
  readonly host: string
  /** Generated text that a front shows to the API; undefined if there is none. */
  readonly frontSecret: Secret | undefined
  /** Generated JSON `{"username","password"}`, and lines of users; undefined if sign-in is off. */
  readonly secret: Secret | undefined

  constructor(scope: Construct, id: string, registry: RegistryBucket, tables: Tables, options: SearchApiOptions) {
    super(scope, id)
    const { auth, signIn, showsCommands, title, pullHost, corsOrigins, memorySize, copies, hasFront, mapsChallenge } =
      options
    // Where the registry signs people in, its lines say what somebody sees.
    this.secret = auth === 'none' ? undefined : this.createSecret()
    this.frontSecret = hasFront ? this.createFrontSecret() : undefined
    this.function = createFunction(this, 'Function', {
      entry: 'api',
      description: 'Answers searches of the registry index',
      memorySize,
      // API Gateway waits no longer than this.
      timeout: Duration.seconds(29),
      environment: {
        ...registryEnvironment(registry),
        ...tableEnvironment(tables),
        [ENV.auth]: auth,
        ...(signIn && signInEnvironment(signIn)),
        // It ends in a random id, is in no line of a log, and lasts as long as the stack.
        [ENV.callerKey]: Stack.of(this).stackId,
        [ENV.showCommands]: showsCommands ? 'yes' : 'no',
        ...(title !== undefined && { [ENV.title]: title }),
        ...(pullHost !== undefined && { [ENV.pullHost]: pullHost }),
        ...(corsOrigins !== undefined && { [ENV.corsOrigins]: corsOrigins.join(',') }),
        ...(copies !== undefined && { [ENV.copies]: copies }),
        ...(this.secret && { [ENV.authSecret]: this.secret.secretArn }),
        ...(this.frontSecret && { [ENV.frontSecret]: this.frontSecret.secretArn }),
      },
    })
    grantRead(this.function, tables.repository, tables.tag, tables.search, tables.version)
    // Where there is no snapshot yet, it loads all search documents by itself.
    grantScan(this.function, tables.repository)
    // The history of a tag, and which manifests a repository has, is only in the bucket.
    grantRegistryList(this.function, registry)
    // What a manifest says is read when somebody asks for it.
    grantBlobRead(this.function, registry)
    for (const secret of [this.secret, this.frontSecret]) {
      if (secret === undefined) continue
      // Not grantRead, which would also let the function describe the secret.
      this.function.addToRolePolicy(
        new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] }),
      )
    }
    if (signIn?.network) new FunctionNetwork(this, 'Network', this.function, signIn.network)
    this.api = new HttpApi(this, 'Api', {
      apiName: Stack.of(this).stackName,
      description: 'Search index of a container registry',
      createDefaultStage: false,
      defaultIntegration: new HttpLambdaIntegration('Integration', this.function),
    })
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      // All APIs of an account share its limit of 10,000 requests a second, which one runaway client must not use up. A
      // search is one request, so this limit is far above what people and CI need.
      throttle: { rateLimit: 100, burstLimit: 200 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(createLogGroup(this, 'AccessLogs')),
        format: AccessLogFormat.custom(ACCESS_LOG),
      },
    })
    // By the registry's own sign-in, `/v2/` has the registry's challenge.
    if (auth === 'basic' && mapsChallenge) challengeOn401(this.api)
    this.url = stage.url
    const { region, urlSuffix } = Stack.of(this)
    this.host = `${this.api.apiId}.execute-api.${region}.${urlSuffix}`
  }

  private createFrontSecret(): Secret {
    return new Secret(this, 'FrontSecret', {
      description: 'Shows the registry index that a request came through its front',
      // It goes into a header as it is.
      generateSecretString: { passwordLength: 40, excludePunctuation: true },
      removalPolicy: RemovalPolicy.DESTROY,
    })
  }

  private createSecret(): Secret {
    return new Secret(this, 'Secret', {
      description: 'Name and password for the registry index',
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username: 'registry' }),
        generateStringKey: 'password',
        passwordLength: 32,
        excludePunctuation: true,
      },
      removalPolicy: RemovalPolicy.DESTROY,
    })
  }
}

/**
 * A line of the access log. It has the requests too that never reach the function: throttled ones, and those that it did
 * not answer in time. No query and no header, because people paste secrets into search boxes.
 */
const ACCESS_LOG = JSON.stringify({
  time: '$context.requestTime',
  request: '$context.requestId',
  ip: '$context.identity.sourceIp',
  agent: '$context.identity.userAgent',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  milliseconds: '$context.responseLatency',
  functionMilliseconds: '$context.integrationLatency',
  bytes: '$context.responseLength',
  error: '$context.integrationErrorMessage',
})

/**
 * Sets `WWW-Authenticate` on every 401. `docker login` asks for a password only if it gets that header. The function
 * sends it, but API Gateway may rename it (REST APIs do); set by a mapping of the API, it should arrive. Written from
 * the documentation: nobody has seen it on AWS yet, and the local emulator ignores mappings. Should API Gateway refuse
 * it, the setting `challenge_mapping` leaves it out; both go once it was seen.
 */
const challengeOn401 = (api: HttpApi): void => {
  const integration = api.node.findAll().find((child) => child instanceof CfnIntegration)
  if (integration === undefined) throw new Error('the API has no integration to set the sign-in challenge on')
  integration.responseParameters = {
    401: {
      ResponseParameters: [{ Source: CHALLENGE, Destination: 'overwrite:header.WWW-Authenticate' }],
    },
  }
}
