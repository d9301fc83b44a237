// Reads cases as `farvault policy evaluate --jsonl` does and answers each with the decision of
// @cloud-copilot/iam-simulate. Nothing of farvault is linked with it: they meet on a pipe.
import readline from 'node:readline'
import { runSimulation } from '@cloud-copilot/iam-simulate'

const named = (documents) => (documents ?? []).map((policy, i) => ({ name: `policy ${i + 1}`, policy }))
const levels = (list) => (list ?? []).map((documents, i) => ({ orgIdentifier: `level ${i + 1}`, policies: named(documents) }))

const simulation = (c) => ({
  identityPolicies: named(c.identityPolicies),
  serviceControlPolicies: levels(c.serviceControlPolicies),
  resourceControlPolicies: levels(c.resourceControlPolicies),
  permissionBoundaryPolicies: c.permissionsBoundary ? named([c.permissionsBoundary]) : undefined,
  sessionPolicy: c.sessionPolicy ?? undefined,
  resourcePolicy: c.resourcePolicy ?? undefined,
  request: {
    action: c.action,
    principal: c.principal,
    resource: { resource: c.resource, accountId: c.resourceAccount },
    contextVariables: c.context ?? {},
  },
})

for await (const line of readline.createInterface({ input: process.stdin })) {
  const c = JSON.parse(line)
  const result = await runSimulation(simulation(c), {})
  const decision = result.resultType === 'error' ? `error: ${JSON.stringify(result.errors)}` : result.overallResult
  console.log(JSON.stringify({ id: c.id, decision }))
}
