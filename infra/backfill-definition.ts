import { Duration } from 'aws-cdk-lib'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import {
  Choice,
  Condition,
  DefinitionBody,
  Errors,
  JsonPath,
  Map as MapState,
  Succeed,
  TaskInput,
  type TaskStateBase,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions'
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks'
import type { Construct } from 'constructs'

/** What the function throws where going on would do harm (another bucket than recorded, an empty listing): never tried again. */
const REFUSED = 'ReconcileRefused'

/**
 * Begin → wait → every range, again and again until it is done → Finish. A range's event goes through the function unchanged in
 * shape, so that the function alone knows what is in it.
 */
export const backfillDefinition = (scope: Construct, worker: IFunction): DefinitionBody => {
  const call = (id: string, payload?: TaskInput): TaskStateBase =>
    new LambdaInvoke(scope, id, {
      lambdaFunction: worker,
      // Without one the state's input goes in as it is.
      ...(payload && { payload }),
      payloadResponseOnly: true,
      // Its rules by error name would come before ours.
      retryOnServiceExceptions: false,
    })
      .addRetry({ errors: [REFUSED], maxAttempts: 0 })
      // Every step may be done twice: what is in line already is left alone.
      .addRetry({ errors: [Errors.ALL], interval: Duration.seconds(1), maxAttempts: 3, backoffRate: 2 })

  const reconcile = call('Reconcile')
  const range = reconcile.next(
    new Choice(scope, 'Done?')
      .when(Condition.booleanEquals('$.done', true), new Succeed(scope, 'RangeDone'))
      .otherwise(reconcile),
  )
  return DefinitionBody.fromChainable(
    call('Begin', TaskInput.fromObject({ step: 'begin', request: JsonPath.entirePayload }))
      .next(new Wait(scope, 'WaitForNotification', { time: WaitTime.secondsPath('$.wait') }))
      .next(new MapState(scope, 'Ranges', { itemsPath: '$.ranges', maxConcurrency: 4 }).itemProcessor(range))
      .next(call('Finish', TaskInput.fromObject({ step: 'finish', ranges: JsonPath.entirePayload }))),
  )
}
