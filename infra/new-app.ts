import { App, type AppProps } from 'aws-cdk-lib'
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api'

/**
 * Returns a CDK app with all feature flags of CDK as it recommends them for new apps; without them, the CDK command line
 * reminds of each at every deployment. Of our stack they change nothing but how its policies are written: shorter.
 * @param context what else the app knows; the command line's context comes before both
 * @param props where it writes to, if the command line doesn't say it
 */
export const newApp = (context: Readonly<Record<string, unknown>> = {}, props: Pick<AppProps, 'outdir'> = {}): App =>
  new App({ ...props, context: { ...CURRENTLY_RECOMMENDED_FLAGS, ...context } })
