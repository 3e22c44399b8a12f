// The repositories of the sample registry, one per line: "name | description | versions | marks". The marks:
//   multi     an image index for several platforms
//   docker    Docker's media types instead of OCI's
//   signed    a cosign signature of the newest version
//   manifest  the description is an annotation of the manifest, not a label

const MIRRORS = `
library/alpine | A minimal Docker image based on Alpine Linux with a complete package index, only 5 MB in size | 3.22.1 3.21.4 | multi
library/debian | Debian is a Linux distribution that is composed entirely of free and open-source software | 12.11 13.0 | multi
library/ubuntu | Ubuntu is a Debian-based Linux operating system based on free software | 24.04 22.04 | multi
library/busybox | Busybox base image, the Swiss army knife of embedded Linux | 1.37.0 | docker
library/nginx | Official build of nginx, a web server, reverse proxy and load balancer | 1.29.1 1.28.0 1.27.5 | multi signed
library/httpd | The Apache HTTP server project | 2.4.65 | docker
library/caddy | Caddy is a fast web server with automatic HTTPS | 2.10.2 | multi
library/haproxy | HAProxy, the reliable, high performance TCP and HTTP load balancer | 3.2.4 3.0.11 | docker
library/traefik | Traefik, the cloud native edge router | 3.5.1 2.11.28 | multi
library/postgres | The PostgreSQL object-relational database system | 17.6 16.10 15.14 | multi signed
library/mysql | MySQL is a widely used, open-source relational database management system | 9.4.0 8.4.6 | docker
library/mariadb | MariaDB server, a community-developed relational database forked from MySQL | 11.8.3 10.11.14 | multi
library/mongo | MongoDB document databases provide high availability and easy scalability | 8.0.13 7.0.23 | docker
library/redis | Redis is an in-memory data structure store used as a cache, database and message broker | 8.2.1 7.4.5 | multi
library/memcached | Free and open source, high-performance, distributed memory object caching system | 1.6.39 | docker
library/rabbitmq | RabbitMQ is an open source multi-protocol messaging broker | 4.1.4 3.13.7 | multi
library/cassandra | Apache Cassandra is an open-source distributed storage system | 5.0.5 |
library/couchdb | CouchDB is a database that uses JSON for documents and an HTTP API | 3.5.0 |
library/influxdb | InfluxDB, an open source time series database for recording metrics and events | 2.7.12 |
library/neo4j | Neo4j is a highly scalable native graph database | 5.26.11 | docker
library/elasticsearch | Elasticsearch is a distributed search and analytics engine | 8.18.6 | docker
library/kibana | Kibana gives shape to data and is the window into Elasticsearch | 8.18.6 | docker
library/logstash | Logstash is a tool for managing events and logs | 8.18.6 | docker
library/node | Node.js is a JavaScript platform for server-side and networking applications | 24.6.0 22.18.0 20.19.4 | multi signed
library/python | Python is an interpreted, interactive, object-oriented, open-source programming language | 3.13.7 3.12.11 3.11.13 | multi signed
library/golang | Go is a general purpose, higher-level, imperative programming language | 1.25.0 1.24.6 | multi
library/rust | Rust is a systems programming language focused on safety, speed, and concurrency | 1.89.0 | multi
library/ruby | Ruby is a dynamic, reflective, object-oriented programming language | 3.4.5 | docker
library/php | PHP is a widely used scripting language for web development | 8.4.11 8.3.24 | docker
library/perl | Perl is a high-level, general-purpose, interpreted, dynamic programming language | 5.42.0 |
library/eclipse-temurin | OpenJDK binaries built by Eclipse Temurin, the Java runtime and compiler | 24.0.2 21.0.8 | multi
library/maven | Apache Maven is a build automation and project comprehension tool for Java | 3.9.11 |
library/gradle | Gradle is a build tool with a focus on build automation for many languages | 9.0.0 |
library/tomcat | Apache Tomcat is an implementation of the Java Servlet and JSP specifications | 11.0.10 10.1.44 | docker
library/wordpress | The WordPress rich content management system can use plugins, widgets and themes | 6.8.2 | docker
library/drupal | Drupal is an open source content management platform | 11.2.3 | docker
library/ghost | Ghost is a free and open source blogging platform written in JavaScript | 5.130.2 |
library/nextcloud | A safe home for all your data: file storage and sharing | 31.0.8 | docker
library/registry | Distribution implementation for storing and distributing container images | 3.0.0 2.8.3 | multi
library/vault | A tool for secrets management, encryption as a service and privileged access | 1.20.2 | docker
library/consul | Consul is a datacenter runtime with service discovery, configuration and orchestration | 1.21.4 | docker
library/zookeeper | Apache ZooKeeper enables highly reliable distributed coordination | 3.9.3 |
library/sonarqube | SonarQube is an open source platform for continuous inspection of code quality | 25.8.0 |
library/hello-world | Hello World! An example of minimal Dockerization | 1.0.0 | docker
bitnami/kafka | Apache Kafka is a distributed event streaming platform | 4.0.0 3.9.1 | manifest
bitnami/postgresql | PostgreSQL packaged by Bitnami, with replication and health checks | 17.6.0 | manifest
bitnami/redis-cluster | Redis cluster packaged by Bitnami: sharding and replication | 8.2.1 | manifest
bitnami/minio-client | Command line client for object storage that speaks S3 | 2025.8.13 | manifest
bitnami/kubectl | The Kubernetes command line client | 1.33.4 1.32.8 | manifest
grafana/grafana | The open observability platform: dashboards for metrics, logs and traces | 12.1.1 11.6.5 | multi signed
grafana/loki | Like Prometheus, but for logs: a log aggregation system | 3.5.3 | multi signed
grafana/tempo | High volume, minimal dependency trace storage | 2.8.2 | multi
grafana/mimir | Long-term storage for Prometheus metrics | 2.17.0 | multi
grafana/alloy | OpenTelemetry collector with Prometheus pipelines | 1.10.2 | multi
prom/prometheus | The Prometheus monitoring system and time series database | 3.5.0 2.53.5 | multi
prom/alertmanager | Handles alerts sent by Prometheus: grouping, routing, silencing | 0.28.1 | multi
prom/node-exporter | Exporter for machine metrics: CPU, memory, disk, network | 1.9.1 | multi
prom/blackbox-exporter | Probes endpoints over HTTP, HTTPS, DNS, TCP and ICMP | 0.27.0 | multi
prom/pushgateway | Push acceptor for ephemeral and batch jobs | 1.11.1 |
prom/mysqld-exporter | Exporter for MySQL server metrics | 0.17.2 |
prometheuscommunity/postgres-exporter | Exporter for PostgreSQL server metrics | 0.17.1 |
jaegertracing/all-in-one | Jaeger distributed tracing: collector, query and in-memory storage in one | 1.72.0 | multi
otel/opentelemetry-collector | Vendor-agnostic way to receive, process and export telemetry data | 0.132.2 | multi
envoyproxy/envoy | Cloud native high-performance edge, middle and service proxy | 1.35.1 1.34.5 | multi signed
istio/pilot | Istio control plane: service discovery and configuration for the mesh | 1.27.0 | manifest
istio/proxyv2 | Istio sidecar proxy, an extended Envoy | 1.27.0 | manifest
cilium/cilium | eBPF-based networking, security and observability | 1.18.1 | multi signed
calico/node | Calico networking and network policy agent | 3.30.2 | multi
coredns/coredns | CoreDNS is a DNS server that chains plugins | 1.12.3 | multi
metallb/controller | Load balancer for bare metal Kubernetes clusters | 0.15.2 |
argoproj/argocd | Declarative continuous delivery with a GitOps workflow | 3.1.1 2.14.16 | multi signed
argoproj/argo-workflows-controller | Container-native workflow engine for Kubernetes | 3.7.1 |
fluxcd/source-controller | GitOps toolkit: fetches sources from Git, Helm and buckets | 1.6.2 | multi signed
fluxcd/helm-controller | GitOps toolkit: declarative Helm releases | 1.3.0 | multi signed
jetstack/cert-manager-controller | Issues and renews TLS certificates in Kubernetes | 1.18.2 | signed
external-secrets/external-secrets | Brings secrets from external stores into Kubernetes | 0.19.2 | signed
hashicorp/terraform | Infrastructure as code: build, change and version infrastructure | 1.13.0 1.12.2 | docker
hashicorp/packer | Creates identical machine images for many platforms from one source | 1.14.1 | docker
aquasec/trivy | Scanner for vulnerabilities, misconfigurations, secrets and licences | 0.65.0 | multi
anchore/syft | Makes a software bill of materials from container images | 1.31.0 | multi
sigstore/cosign | Signs and verifies container images | 2.5.3 | multi signed
openpolicyagent/opa | General purpose policy engine | 1.7.1 | multi
keycloak/keycloak | Identity and access management: single sign-on, OpenID Connect, SAML | 26.3.3 | multi
gitea/gitea | Painless self-hosted Git service | 1.24.5 | docker
jenkins/jenkins | The leading open source automation server | 2.516.2 | docker
nats-io/nats | Connective technology for distributed systems: messaging and streams | 2.11.8 | multi
apache/airflow | Author, schedule and monitor workflows as directed acyclic graphs | 3.0.4 2.11.0 |
apache/spark | Unified engine for large-scale data analytics | 4.0.0 | docker
apache/flink | Stateful computations over data streams | 2.1.0 | docker
apache/superset | Data visualisation and exploration platform | 5.0.0 |
clickhouse/clickhouse-server | Column-oriented database for real-time analytical reports | 25.7.4 | multi
minio/mc | Replacement for ls, cp, mirror and find on object storage | 2025.8.13 | docker
mailhog/mailhog | Catches mail of applications under test and shows it in a web page | 1.0.1 | docker
portainer/portainer-ce | Management page for containers and clusters | 2.33.0 | multi
`

const TEAMS = `
payments/api | Payments HTTP API: charges, refunds and payouts | 4.12.0 4.11.3 4.11.2 | signed
payments/worker | Background jobs of payments: settlement, retries, reconciliation | 4.12.0 4.11.3 | signed
payments/ledger | Double-entry ledger with an append-only journal | 2.3.1 2.3.0 | signed
payments/fraud-score | Scores card payments for fraud with a gradient boosted model | 0.9.4 |
payments/invoice-renderer | Renders invoices and receipts as PDF | 1.7.0 |
payments/webhooks | Delivers signed webhooks to merchants, with retries | 3.0.2 |
payments/card-vault | Tokenises card numbers; the only service that sees them | 5.1.0 | signed
payments/migrations | Database migrations of the payments services | 2026.11.2 2026.10.9 |
checkout/storefront | Server-rendered shop front with cart and checkout | 12.4.0 12.3.1 | multi
checkout/cart | Shopping cart service backed by Redis | 3.8.2 |
checkout/pricing | Prices, discounts and taxes for a cart | 6.0.1 |
checkout/shipping | Shipping rates and delivery dates of carriers | 2.2.0 |
checkout/promotions | Coupons and promotions engine | 1.14.3 |
checkout/address-check | Validates and completes postal addresses | 0.6.0 |
catalog/products | Product catalogue service: items, variants, media | 8.3.0 8.2.4 |
catalog/search-indexer | Feeds product changes into the full text search index | 4.4.1 |
catalog/image-resizer | Resizes and crops product images on the fly | 2.9.0 | multi
catalog/importer | Imports supplier feeds in CSV, XML and EDIFACT | 3.1.5 |
catalog/recommendations | Products bought together: recommendations from order history | 1.3.0 |
identity/login | Sign-in pages, sessions and multi-factor authentication | 7.2.2 7.2.1 | signed
identity/directory | Users, groups and roles with an LDAP front end | 3.3.0 |
identity/token-service | Issues and rotates short-lived OAuth tokens | 2.8.1 | signed
identity/audit | Audit trail of sign-ins and permission changes | 1.5.0 |
identity/scim-bridge | Provisions accounts from identity providers over SCIM | 0.4.2 |
data/etl | Nightly extract, transform and load jobs for the warehouse | 5.5.0 5.4.2 |
data/kafka-connect | Kafka Connect with the connectors this company uses | 3.9.1 |
data/dbt | Models and tests of the data warehouse, run by dbt | 1.10.6 |
data/jupyter | Jupyter notebooks with the usual data science libraries | 2026.11 2026.10 | multi
data/airflow | Airflow with our operators and connections | 3.0.4 |
data/event-schema-registry | Avro and JSON schemas of all events, with compatibility checks | 2.1.0 |
data/clickstream-collector | Collects page views and clicks from web and mobile | 4.0.3 |
data/lake/compactor | Compacts small Parquet files in the data lake | 0.8.1 |
data/lake/catalog | Iceberg catalogue of the data lake | 1.2.0 |
data/ml/trainer | Trains ranking models on GPUs | 0.22.0 0.21.0 |
data/ml/serving | Serves ranking models over gRPC | 0.22.0 | multi
data/ml/feature-store | Online and offline features for machine learning | 1.0.5 |
data/ml/embeddings | Text embeddings for semantic search | 0.3.0 |
platform/base/debian-slim | Debian slim with our certificates and time zone data | 12.11.3 12.11.2 | multi signed
platform/base/node | Node.js base image, non-root, with our certificates | 24.6.0 22.18.0 | multi signed
platform/base/python | Python base image, non-root, with our certificates | 3.13.7 3.12.11 | multi signed
platform/base/java | Java runtime base image, non-root, with our certificates | 21.0.8 | multi signed
platform/base/distroless-static | Nothing but certificates, for static binaries | 2026.11 | multi signed
platform/ci/runner | CI runner with Git, Docker client and build tools | 3.17.0 3.16.4 | multi
platform/ci/kaniko | Builds container images inside Kubernetes | 1.24.0 |
platform/ci/sonar-scanner | Static analysis scanner used in pipelines | 7.2.0 |
platform/ci/helm | Helm, kubectl and our chart plugins for deploy jobs | 3.18.6 |
platform/ci/playwright | Browsers for end-to-end tests | 1.55.0 | multi
platform/gateway | API gateway: routing, rate limits, authentication | 9.1.0 9.0.2 | multi signed
platform/feature-flags | Feature flag service with gradual rollouts | 2.6.0 |
platform/config-server | Versioned configuration for services | 1.9.1 |
platform/cron | Runs scheduled jobs and reports those that failed | 1.2.2 |
platform/mailer | Sends transactional mail and tracks bounces | 3.4.0 |
platform/sms | Sends text messages through several providers | 1.1.0 |
platform/pdf | HTML to PDF conversion | 2.0.0 |
platform/url-shortener | Short links with statistics | 0.9.0 |
platform/status-page | Public status page fed by monitoring | 1.0.3 |
platform/chaos | Breaks things on purpose: latency, errors, restarts | 0.2.0 |
ops/backup | Encrypted backups of databases to object storage | 2.5.1 | signed
ops/restore-test | Restores last night's backups and checks them | 1.0.0 |
ops/log-shipper | Ships logs from nodes to Loki | 1.8.0 | multi
ops/certificate-watch | Warns before TLS certificates expire | 0.5.2 |
ops/dns-sync | Syncs DNS records from Kubernetes ingresses | 1.3.1 |
ops/bastion | SSH bastion with recorded sessions | 2.2.0 |
ops/db-proxy | Connection pooler and proxy for PostgreSQL | 1.23.0 | multi
ops/cost-report | Daily report of cloud costs by team | 0.7.0 |
ops/registry-gc | Garbage collection of this registry | 0.1.4 |
ops/toolbox | Network and database tools for debugging pods | 2026.11 | multi
ops/k8s/node-problem-detector | Reports node problems to the cluster | 0.8.21 |
ops/k8s/descheduler | Moves pods for a better balance of nodes | 0.33.0 |
ops/k8s/autoscaler | Adds and removes nodes by demand | 1.33.0 |
mobile/push | Push notifications to Android and iOS | 3.2.0 |
mobile/bff | Backend for the mobile apps | 10.0.0 9.9.4 |
mobile/deep-links | Universal links and app links | 1.0.1 |
web/marketing | Marketing site built with a static site generator | 2026.11.20 2026.11.13 |
web/docs | Developer documentation site | 2026.11.18 |
web/design-system | Storybook of the design system | 5.6.0 |
web/ab-testing | Assigns visitors to experiments | 2.3.0 |
support/helpdesk | Ticket system with mail import | 4.1.0 |
support/chat | Live chat with customers | 2.0.7 |
support/chatbot | Answers common questions before a person does | 0.4.0 |
warehouse/stock | Stock levels and reservations | 6.2.0 |
warehouse/picking | Picking lists and handheld scanners | 3.0.4 |
warehouse/label-printer | Prints shipping labels in ZPL | 1.1.2 |
warehouse/forecast | Forecasts demand by article and week | 0.9.0 |
iot/mqtt-broker | MQTT broker for devices in the warehouses | 2.0.21 | multi
iot/gateway | Edge gateway for sensors on arm64 boards | 1.4.0 | multi
iot/firmware-updates | Over-the-air firmware updates | 0.8.3 | multi
research/llm-proxy | Proxy and quota for language models | 0.12.0 |
research/vector-db | Vector database with approximate nearest neighbours | 1.15.3 |
research/whisper | Speech recognition on the GPU | 1.8.0 |
sandbox/anna/hello | | 0.1.0 | docker
sandbox/anna/redis-experiment | Trying Redis streams instead of Kafka | 0.0.3 |
sandbox/jo/proxy | | 0.0.1 |
sandbox/jo/nginx-brotli | nginx with the Brotli module compiled in | 1.29.1 |
sandbox/max/scratch | | 0.0.7 |
sandbox/max/postgres-vector | PostgreSQL with vector similarity search | 17.6.0 |
legacy/intranet | The old intranet, PHP 5, do not touch | 1.0.0 | docker
legacy/crm | Customer relationship management of 2014 | 2.9.9 | docker
legacy/soap-bridge | Translates SOAP to JSON for partners | 1.3.7 | docker
legacy/report_server | Report server for month-end closing | 7.0.0 | docker
`

/** A repository of the sample. */
export interface SampleRepository {
  readonly name: string
  /** May be empty. */
  readonly description: string
  /** Newest first. Each version is a tag; `latest` points to the first. */
  readonly versions: readonly string[]
  readonly multi: boolean
  readonly docker: boolean
  readonly signed: boolean
  /** True if the description is in the manifest's annotations instead of the config's labels. */
  readonly inManifest: boolean
}

const parseLine = (line: string): SampleRepository => {
  const [name = '', description = '', versions = '', marks = ''] = line.split('|').map((part) => part.trim())
  const has = (mark: string) => marks.split(' ').includes(mark)
  return {
    name,
    description,
    versions: versions.split(' '),
    multi: has('multi'),
    docker: has('docker'),
    signed: has('signed'),
    inManifest: has('manifest'),
  }
}

/** The repositories of the sample registry, about 200, as a company's registry might have them. */
export const SAMPLE: readonly SampleRepository[] = `${MIRRORS}${TEAMS}`
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map(parseLine)
