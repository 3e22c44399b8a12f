import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { checkProfile } from '../../cli/aws/profile.ts'

const files = async (config: string, credentials: string) => {
  const folder = await mkdtemp(join(tmpdir(), 'profile-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const [AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE] = [join(folder, 'config'), join(folder, 'credentials')]
  await Promise.all([writeFile(AWS_CONFIG_FILE, config), writeFile(AWS_SHARED_CREDENTIALS_FILE, credentials)])
  return { AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE }
}

it('finds a profile in either file', async () => {
  const env = await files('[default]\n[profile prod]\nregion = x\n[profile "odd"]\n', '[ci]\naws_access_key_id = x\n')
  for (const name of ['prod', 'ci', 'default', 'odd', ''])
    await expect(checkProfile({ ...env, AWS_PROFILE: name })).resolves.toBeUndefined()
  await expect(checkProfile(env)).resolves.toBeUndefined()
})

it('names one that is missing, and those that are there', async () => {
  const env = await files('[profile prod]\n[sso-session corp]\n', '[ci]\n')
  await expect(checkProfile({ ...env, AWS_PROFILE: 'prdo' })).rejects.toThrow(
    /^there is no AWS profile "prdo", which AWS_PROFILE names, in .*config or .*credentials; these are there: prod, ci$/,
  )
  const none = { AWS_CONFIG_FILE: '/nowhere/config', AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials' }
  await expect(checkProfile({ ...none, AWS_PROFILE: 'prod' })).rejects.toThrow(/; neither has any$/)
})
