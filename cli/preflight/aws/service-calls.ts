import {
  CloudFormationClient,
  CloudFormationServiceException,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation'
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam'
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { GetAccountSettingsCommand, GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns'
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import type { NotificationRule, RegionalAws } from '../ports.ts'
import { ask, askFor } from './call.ts'
import type { ClientOptions } from './client-options.ts'

type ServiceCalls = Pick<
  RegionalAws,
  'caller' | 'stack' | 'key' | 'hasDestination' | 'table' | 'concurrency' | 'simulate'
>

/** The requests to other services than S3, in the bucket's region. Each client is made when it is asked first. */
export const regionalServices = (options: ClientOptions): ServiceCalls => ({
  async caller() {
    const sts = new STSClient(options)
    const { Account = '', Arn = '' } = await ask('GetCallerIdentity', () => sts.send(new GetCallerIdentityCommand({})))
    return { account: Account, arn: Arn }
  },

  async stack(StackName) {
    const cloudFormation = new CloudFormationClient(options)
    const { Stacks = [] } = await ask('DescribeStacks', async () => {
      try {
        return await cloudFormation.send(new DescribeStacksCommand({ StackName }))
      } catch (error) {
        // CloudFormation reports a stack that does not exist as a ValidationError.
        if (error instanceof CloudFormationServiceException && error.name === 'ValidationError') return { Stacks: [] }
        throw error
      }
    })
    const [found] = Stacks
    const outputs = (found?.Outputs ?? []).map(
      ({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue] as const,
    )
    return found && { status: found.StackStatus ?? '', outputs: new Map(outputs) }
  },

  async key(KeyId) {
    const kms = new KMSClient(options)
    const found = await askFor('DescribeKey', () => kms.send(new DescribeKeyCommand({ KeyId })))
    const { Arn: arn = '', KeyManager, KeyState: state = '' } = found?.KeyMetadata ?? {}
    return found && { arn, isCustomers: KeyManager !== 'AWS', state }
  },

  hasDestination: (rule) => DESTINATIONS[rule.service](rule.arn, options),

  async table(TableName) {
    const dynamo = new DynamoDBClient(options)
    const found = await askFor('DescribeTable', () => dynamo.send(new DescribeTableCommand({ TableName })))
    const { KeySchema = [], GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = found?.Table ?? {}
    return (
      found && {
        keys: KeySchema.map(({ AttributeName = '' }) => AttributeName),
        indexes: [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes].map(({ IndexName = '' }) => IndexName),
      }
    )
  },

  async concurrency() {
    const lambda = new LambdaClient(options)
    const { AccountLimit } = await ask('GetAccountSettings', () => lambda.send(new GetAccountSettingsCommand({})))
    const { ConcurrentExecutions: total = 0, UnreservedConcurrentExecutions: unreserved = total } = AccountLimit ?? {}
    return { total, unreserved }
  },

  async simulate(PolicySourceArn, action, resource) {
    const iam = new IAMClient(options)
    const command = { PolicySourceArn, ActionNames: [action], ResourceArns: [resource] }
    const answer = await askFor('SimulatePrincipalPolicy', () => iam.send(new SimulatePrincipalPolicyCommand(command)))
    const [result] = answer?.EvaluationResults ?? []
    return result && { allowedByOrganization: result.OrganizationsDecisionDetail?.AllowedByOrganizations }
  },
})

// A destination may be in another account, but not in another region than the bucket.
const DESTINATIONS: Record<NotificationRule['service'], (arn: string, options: ClientOptions) => Promise<boolean>> = {
  async sqs(arn, options) {
    const [, , , , QueueOwnerAWSAccountId, QueueName] = arn.split(':')
    const sqs = new SQSClient(options)
    const command = new GetQueueUrlCommand({ QueueName, QueueOwnerAWSAccountId })
    return (await askFor('GetQueueUrl', () => sqs.send(command))) !== undefined
  },
  async sns(TopicArn, options) {
    const sns = new SNSClient(options)
    return (
      (await askFor('GetTopicAttributes', () => sns.send(new GetTopicAttributesCommand({ TopicArn })))) !== undefined
    )
  },
  async lambda(FunctionName, options) {
    const lambda = new LambdaClient(options)
    const command = new GetFunctionConfigurationCommand({ FunctionName })
    return (await askFor('GetFunctionConfiguration', () => lambda.send(command))) !== undefined
  },
}
