// Sign-in by the registry's own accounts: where the registry is, and how the search function reaches it.

import { Annotations } from 'aws-cdk-lib'
import {
  CfnSecurityGroup,
  CfnVPCEndpoint,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  type ISecurityGroup,
  type ISubnet,
  type IVpc,
} from 'aws-cdk-lib/aws-ec2'
import { Effect, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { CfnFunction, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { ENV } from '../lambda/names/environment.ts'

/** Where sign-in by the registry's own accounts is had. */
export interface RegistrySignInProps {
  /** Address of the registry: `https://registry.example.com`, with its port if it is not the usual one. */
  readonly url: string

  /**
   * Host of the registry's token service, with its port if it is not the usual one. Names and passwords are sent to it.
   *
   * @default - the registry's own host, which is always allowed
   */
  readonly tokenHost?: string

  /**
   * The network in which the search function runs, for a registry on a private address.
   *
   * @default - none: the registry is reached from the internet
   */
  readonly network?: NetworkProps
}

/** A part of a VPC. What is given by ids needs no question to the account at synthesis. */
export interface NetworkProps {
  /** Private subnets, or their ids. */
  readonly subnets: readonly (ISubnet | string)[]
  /** Security groups of the search function, or their ids. */
  readonly securityGroups: readonly (ISecurityGroup | string)[]

  /**
   * Makes endpoints for DynamoDB and S3 in the route tables, which are those of the subnets, and for Secrets Manager in
   * the subnets. A route table can't have two endpoints for one service, nor a VPC two for Secrets Manager with its name.
   *
   * @default - none: the subnets have endpoints already, or a way to the internet
   */
  readonly endpoints?: {
    /** The VPC of the subnets, or its id. */
    readonly vpc: IVpc | string

    /**
     * Ids of the route tables of the subnets.
     *
     * @default - those that the subnets are known to have; subnets that are given by their ids are known to have none
     */
    readonly routeTables?: readonly string[]
  }
}

const subnetId = (subnet: ISubnet | string): string => (typeof subnet === 'string' ? subnet : subnet.subnetId)
const groupId = (group: ISecurityGroup | string): string => (typeof group === 'string' ? group : group.securityGroupId)
const routeTablesOf = (subnets: NetworkProps['subnets']): string[] =>
  subnets.map((subnet) => {
    if (typeof subnet !== 'string') return subnet.routeTable.routeTableId
    throw new Error(`the route table of ${subnet} is not known: give endpoints.routeTables`)
  })

/** Returns the variables that tell the search function where to sign in. */
export const signInEnvironment = ({ url, tokenHost }: RegistrySignInProps): Record<string, string> => ({
  [ENV.registryUrl]: url,
  ...(tokenHost !== undefined && { [ENV.registryTokenHost]: tokenHost }),
})

/** Dollars a month in us-east-1, of 730 hours: an endpoint for Secrets Manager and a NAT gateway in one zone. */
const ENDPOINT_COST = '7.30 $'
const NAT_COST = '33 $'

/** What Lambda needs to join a network. EC2 knows no narrower resource for these (Lambda developer guide, VPC). */
const JOIN_NETWORK = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
]

/** Puts a function into a network, with the endpoints that it needs there if they are wanted. */
export class FunctionNetwork extends Construct {
  constructor(scope: Construct, id: string, handler: LambdaFunction, network: NetworkProps) {
    super(scope, id)
    const resource = handler.node.defaultChild
    if (!(resource instanceof CfnFunction) || handler.role === undefined)
      throw new Error('the search function has another form than infra/registry-sign-in.ts knows; correct it there')
    resource.vpcConfig = {
      subnetIds: network.subnets.map(subnetId),
      securityGroupIds: network.securityGroups.map(groupId),
    }
    handler.addToRolePolicy(new PolicyStatement({ actions: JOIN_NETWORK, resources: ['*'] }))
    // Lambda does it, not our code. A policy of its own, because the function waits for all others.
    new Policy(this, 'NotByCode', {
      roles: [handler.role],
      statements: [
        new PolicyStatement({
          effect: Effect.DENY,
          actions: JOIN_NETWORK,
          resources: ['*'],
          conditions: { ArnEquals: { 'lambda:SourceFunctionArn': handler.functionArn } },
        }),
      ],
    })
    if (network.endpoints !== undefined) this.createEndpoints(network, network.endpoints)
    Annotations.of(this).addInfo(
      network.endpoints === undefined
        ? `subnets: the search function must reach DynamoDB, S3 and Secrets Manager from them; by endpoints, which vpc and route_tables make (those of DynamoDB and S3 are free, that of Secrets Manager costs about ${ENDPOINT_COST} a month and zone), or by a NAT gateway (about ${NAT_COST}); logs need none`
        : `vpc: endpoints are made; those for DynamoDB and S3 are free, that for Secrets Manager costs about ${ENDPOINT_COST} a month for each of ${network.subnets.length} subnets, and 0.01 $ a GB; logs need none`,
    )
  }

  private createEndpoints(
    { subnets, securityGroups }: NetworkProps,
    { vpc, routeTables = routeTablesOf(subnets) }: NonNullable<NetworkProps['endpoints']>,
  ): void {
    const vpcId = typeof vpc === 'string' ? vpc : vpc.vpcId
    for (const [name, service] of [
      ['DynamoDB', GatewayVpcEndpointAwsService.DYNAMODB],
      ['S3', GatewayVpcEndpointAwsService.S3],
    ] as const)
      new CfnVPCEndpoint(this, name, {
        vpcEndpointType: 'Gateway',
        serviceName: service.name,
        vpcId,
        routeTableIds: [...new Set(routeTables)],
      })
    const group = new CfnSecurityGroup(this, 'SecretsManagerGroup', {
      vpcId,
      groupDescription: 'Lets the search function of the registry index ask Secrets Manager',
      securityGroupIngress: securityGroups.map(groupId).map((one) => ({
        ...{ ipProtocol: 'tcp', fromPort: 443, toPort: 443, sourceSecurityGroupId: one },
        description: 'From the search function',
      })),
      // An address that nothing has: without any rule everything would be allowed.
      securityGroupEgress: [
        { ipProtocol: 'icmp', fromPort: 252, toPort: 86, cidrIp: '255.255.255.255/32', description: 'None' },
      ],
    })
    new CfnVPCEndpoint(this, 'SecretsManager', {
      vpcEndpointType: 'Interface',
      serviceName: InterfaceVpcEndpointAwsService.SECRETS_MANAGER.name,
      vpcId,
      subnetIds: subnets.map(subnetId),
      securityGroupIds: [group.attrGroupId],
      privateDnsEnabled: true,
    })
  }
}
