import { bucketSetup, terraformRules } from '../bucket-setup.ts'
import { command, JSON_OUTPUT, TARGET, targetOf } from '../command.ts'
import { answerJson } from '../json-answer.ts'

/** The command `registry-index bucket-setup`. */
export const bucketSetupCommand = command({
  name: 'bucket-setup',
  summary: "prints what has to be set up on the bucket's side, where the stack does not do it",
  details:
    'With notify=none: the rules of the notification, for the AWS CLI and for Terraform. With bucket_account: also the\nstatements that the policies of the bucket and of its key need. It changes nothing. A bucket has one document of\nnotifications: add the rules to those that are there. Uses your own credentials: cloudformation:DescribeStacks.',
  options: { json: JSON_OUTPUT, ...TARGET },
  async run(values, { terminal, deployment: find }) {
    const { bucketName, bucketSide, stack } = await find(targetOf(values))
    const setup = bucketSetup(bucketSide)
    if (values.json) return answerJson(terminal, { command: 'bucket-setup', exitStatus: 0, findings: [], ...setup })
    const say = (...lines: readonly string[]) => {
      for (const line of lines) terminal.out(line)
    }
    const json = (value: unknown) => JSON.stringify(value, undefined, 2).split('\n')
    say(
      `# The bucket ${bucketName} tells the queue of ${stack}. With the AWS CLI, which overwrites the rules that are there`,
    )
    say('# (aws s3api get-bucket-notification-configuration shows them), as notification.json for')
    say(
      `# aws s3api put-bucket-notification-configuration --bucket ${bucketName} --notification-configuration file://notification.json`,
    )
    say(...json(setup.notification), '')
    say('# The same for Terraform, where this resource owns all rules of the bucket:')
    say(...terraformRules(bucketSide), '')
    say('# Only for a bucket in another account: statements for its policy,')
    say(...json(setup.bucketPolicy), '# and one for the policy of its key, if it has one:', ...json(setup.keyPolicy))
    return 0
  },
})
