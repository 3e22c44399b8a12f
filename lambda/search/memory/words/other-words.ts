// Other words that mean the same as a word of a query: its plural or singular, and what people of this trade abbreviate.
// They match whole words only, and are worth less than the word itself.

/** Words of one line mean the same. */
const GROUPS = `
k8s kubernetes kube
pg postgres postgresql
es elasticsearch elastic
tf terraform
js javascript
ts typescript
py python
go golang
rb ruby
rs rust
net dotnet
db database
auth authentication
authz authorization
msg message
mq queue
cfg config configuration
conf config configuration
env environment
svc service
srv server
img image
repo repository
reg registry
lb loadbalancer
mgmt management
mgr manager
admin administration
app application
dev development
prod production
doc documentation
docs documentation
fe frontend
be backend
ui frontend
gw gateway
ns namespace
sa serviceaccount
cert certificate
notif notification
ml machinelearning
ci pipeline
prom prometheus
otel opentelemetry
mongo mongodb
rmq rabbitmq
ws websocket
tz timezone
i18n internationalization translation
l10n localization
o11y observability
a11y accessibility
zk zookeeper
ch clickhouse
kc keycloak
mssql sqlserver
memcache memcached
gql graphql
proto protobuf
kv keyvalue
idp identityprovider
dwh datawarehouse
stg staging
infra infrastructure
ops operations
obs observability
mon monitoring
perf performance
sched scheduler
exec executor
lib library
libs libraries
util utility
utils utilities
pkg package
deps dependencies
acct account
cust customer
tx transaction
txn transaction
mail email
catalogue catalog
licence license
colour color
centre center`

const MEANT: ReadonlyMap<string, ReadonlySet<string>> = (() => {
  const meant = new Map<string, Set<string>>()
  for (const group of GROUPS.trim()
    .split('\n')
    .map((line) => line.split(' ')))
    for (const word of group) {
      const others = meant.get(word) ?? new Set()
      for (const other of group) if (other !== word) others.add(other)
      meant.set(word, others)
    }
  return meant
})()

/** Returns what a word is an abbreviation of, or is abbreviated to. */
export const abbreviationsOf = (word: string): readonly string[] => [...(MEANT.get(word) ?? [])]

/** A shorter stem is no word: `dns` is no plural. */
const MIN_STEM = 3
const SIBILANT = /(?:s|x|z|ch|sh)$/

/** Returns what may be the plurals and the singular of a word, in English. */
export const pluralsOf = (word: string): readonly string[] => {
  if (!/^[a-z]+$/.test(word) || word.length < MIN_STEM) return []
  const plural = SIBILANT.test(word) ? `${word}es` : /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`
  const singulars = [
    word.endsWith('ies') ? `${word.slice(0, -3)}y` : '',
    word.endsWith('es') && SIBILANT.test(word.slice(0, -2)) ? word.slice(0, -2) : '',
    /[^suia]s$|[aeiou]ys$/.test(word) ? word.slice(0, -1) : '',
  ]
  return [plural, ...singulars.filter(({ length }) => length >= MIN_STEM)]
}
