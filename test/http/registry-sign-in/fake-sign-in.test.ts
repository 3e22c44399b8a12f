import { fakeSignIn, REGISTRY, type SignIn, TOKEN_HOST } from '../../fakes/sign-in.ts'
import { signInContract } from './sign-in-contract.ts'

for (const kind of ['password', 'token', 'nobody'] as const satisfies readonly SignIn[]) {
  const { fetch } = fakeSignIn(kind)
  signInContract(`the fake registry that asks for ${kind}`, kind, () => ({
    registry: REGISTRY,
    tokenHost: TOKEN_HOST,
    fetch,
  }))
}
