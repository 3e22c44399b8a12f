import { App } from 'aws-cdk-lib'
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api'

/**
 * Returns a CDK app with all feature flags of CDK as it recommends them for new apps; without them, the CDK command line
 * reminds of each at every deployment. Of our stack they change nothing but how its policies are written: shorter.
 * @param context what else the app knows; the command line's context comes before both
 */
export const newApp = (context: Readonly<Record<string, unknown>> = {}): App =>
  new App({ context: { ...CURRENTLY_RECOMMENDED_FLAGS, ...context } })
