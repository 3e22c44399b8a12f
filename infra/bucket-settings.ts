// Settings: the registry bucket, and how the index hears of it.

import { isBucketName, reservedBucketName } from '../lambda/names/bucket.ts'
import { ACCOUNT_ID } from '../lambda/names/deployment.ts'
import { ENV } from '../lambda/names/environment.ts'
import {
  BOTH_LAYOUTS,
  DISTRIBUTION,
  LAYOUTS,
  type LayoutId,
  ROOT_PATH,
  withoutSlashes,
} from '../lambda/names/layouts.ts'
import { NOTIFY_MODES, type NotifyMode, YES_OR_NO, type YesOrNo } from '../lambda/names/modes.ts'
import type { Setting } from './setting.ts'
import { keysIn, layoutsIn, matching, oneOf, TOPIC_ARN, TOPIC_ARN_ALLOWED } from './setting-values.ts'

/** Returns the setting for the root of a layout's registry in the bucket. */
export const rootSetting = ({ id, root }: (typeof LAYOUTS)[number]): Setting<string> => ({
  about: `${root.about}, as in its configuration; used only if \`layout\` includes \`${id}\``,
  allowed: `the ${root.about}, of A-Z a-z 0-9 . _ / -`,
  default: `/${root.default}`,
  ...(root.default === '' ? { defaultText: "the bucket's root" } : {}),
  variable: root.variable,
  parse: (text) => (ROOT_PATH.test(text) ? withoutSlashes(text) : undefined),
})

const layoutIds = LAYOUTS.map(({ id }) => id).join(', ')

/** The registry bucket, and how the index hears of it. */
export const BUCKET_SETTINGS = {
  bucket: {
    about: 'name of the S3 bucket that the registry writes; the only required setting',
    allowed:
      'the name of the S3 bucket that the registry writes (3 to 63 of a-z 0-9 . -, starting and ending with a letter or digit, no "..", not an IP address), and no directory bucket of S3 Express (…--x-s3), which lists keys in no order, nor the alias of an access point (…-s3alias), on which no notification can be set',
    variable: ENV.bucket,
    parse: (text) => (isBucketName(text) && reservedBucketName(text) === undefined ? text : undefined),
  } satisfies Setting<string>,
  bucket_account: {
    about:
      'id of the AWS account of the bucket, if it is another than that of the stack; with `notify=none` or `notify=sns`, and with the policies of `docs/adopting.md` on the other side',
    isOptional: true,
    allowed: 'the id of an AWS account, of 12 digits',
    parse: matching(ACCOUNT_ID),
  } satisfies Setting<string>,
  kms_key: {
    about:
      'ARN of the KMS key, if the bucket is encrypted with a key of your own; several separated by commas, if the key was changed and older objects still have the former one',
    isOptional: true,
    allowed:
      'the ARN of a KMS key (arn:aws:kms:REGION:ACCOUNT:key/ID), not an alias; or several, ten at most, separated by commas',
    parse: keysIn,
  } satisfies Setting<readonly string[]>,
  layout: {
    about: `${LAYOUTS.map(({ id, about }) => `\`${id}\`: ${about}`).join('; ')}; several separated by commas, or \`${BOTH_LAYOUTS}\`. A layout may be added later, and removed only while the index has no repositories of it`,
    allowed: `one or several of ${layoutIds} separated by commas, or ${BOTH_LAYOUTS}`,
    default: DISTRIBUTION.id,
    variable: ENV.layouts,
    parse: layoutsIn,
  } satisfies Setting<readonly LayoutId[]>,
  notify: {
    about:
      '`s3`: the stack writes its rules into the notifications of the bucket, beside those of others; `eventbridge`: it takes the events that the bucket sends to EventBridge, which you switch on; `sns`: it subscribes to the topic `notify_topic`, which the bucket notifies already; `none`: somebody else writes the rules, such as Terraform (`docs/adopting.md`)',
    allowed: `one of ${NOTIFY_MODES.join(', ')}`,
    default: 's3',
    variable: ENV.notify,
    parse: oneOf(NOTIFY_MODES),
  } satisfies Setting<NotifyMode>,
  notify_topic: {
    about: 'ARN of the SNS topic of `notify=sns`',
    isOptional: true,
    allowed: TOPIC_ARN_ALLOWED,
    parse: matching(TOPIC_ARN),
  } satisfies Setting<string>,
  skip_destination_validation: {
    about:
      '`yes`: with `notify=s3`, S3 takes the rules although a receiver in the notifications of the bucket is gone, as one that somebody left behind; it then checks ours neither',
    allowed: `one of ${YES_OR_NO.join(', ')}`,
    default: 'no',
    parse: oneOf(YES_OR_NO),
  } satisfies Setting<YesOrNo>,
}
