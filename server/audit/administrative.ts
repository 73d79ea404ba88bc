import { z } from 'zod';
import * as field from './fields.ts';
import { subject } from './inference.ts';

/** Records of everything that is not an inference: the log itself, configuration, readers, people who administer. */

const purpose = z.enum(['model', 'identity', 'witness', 'export', 'checkpoint', 'telemetry', 'console', 'shared']);
const destination = {
  host: field.hostName.optional().describe('name that was asked for'),
  address: field.address.optional().describe('address it resolved to'),
  port: field.port.optional().describe('port'),
  purpose: purpose.describe('what for'),
};
const range = { from: field.count.describe('first index'), to: field.count.describe('first index after it') };
const loaded = {
  before: field.sha256.optional().describe('SHA-256 of the one before'),
  after: field.sha256.describe('SHA-256 of the one now in force'),
};

/** What a reader asked for, as the names of the filters used; the values asked for are not kept. */
const filters = z
  .array(
    z.enum([
      'time',
      'id',
      'subject',
      'team',
      'repository',
      'path',
      'model',
      'tier',
      'rule',
      'class',
      'decision',
      'outcome',
      'kind',
      'language',
    ]),
  )
  .max(14);

export const administrativeKinds = {
  'log.start': {
    description: 'A writer opened the log. The first record of every log, and the first after every stop or crash.',
    fields: {
      origin: field.noteName.describe('the log, as its checkpoints name it'),
      session: field.uuid.describe('this run of the writer'),
      software: field.version.describe('version of Intramural'),
      previous: z.enum(['none', 'clean', 'unclean']).describe('how the run before ended'),
      signing_key: field.keyId.optional().describe('id of the key that signs checkpoints'),
      digest_key: field.keyId.describe('id of the key of keyed digests'),
    },
  },
  'log.stop': {
    description: 'The writer closed the log. Only a start may follow.',
    fields: {
      session: field.uuid.describe('the run that ends'),
      reason: z.enum(['shutdown', 'restart', 'rotation']).describe('why'),
    },
  },
  'log.repaired': {
    description: 'A torn tail, never acknowledged to anyone, was cut off when the log was opened.',
    fields: {
      removed_bytes: field.bytes.describe('bytes cut off'),
      removed_sha256: field.sha256.describe('of the bytes cut off, which are kept in `removed/`'),
    },
  },
  'log.gap': {
    description: 'A time for which the log cannot speak: the writer had crashed, or could not write.',
    fields: {
      reason: z.enum(['unclean_stop', 'disk_full', 'io_error']).describe('why'),
      since: field.time.describe('time of the last record before'),
      until: field.time.describe('when the log could speak again'),
      refused: field.count.optional().describe('requests refused meanwhile because they could not be recorded'),
    },
  },
  'clock.stepped': {
    description: 'The machine’s clock was set back. The only record whose time may be before the one before it.',
    fields: { previous: field.time.describe('time of the record before') },
  },
  'log.room': {
    description: 'The log has taken nine tenths of its budget or of the disk, or has room again.',
    fields: {
      state: z.enum(['ok', 'low']).describe('what it is now'),
      used: field.bytes.describe('that the segments on this machine take'),
    },
  },
  'segment.sealed': {
    description: 'A full segment was compressed and closed for good.',
    fields: {
      ...range,
      root: field.rootHash.describe('Merkle root over these records'),
      bytes: field.bytes.describe('of the sealed file'),
      sha256: field.sha256.describe('of the sealed file'),
    },
  },
  'segment.moved': {
    description: 'A sealed segment was moved to the archive.',
    fields: { ...range, sha256: field.sha256.describe('of the sealed file') },
  },
  'segment.deleted': {
    description: 'A sealed segment past its retention was deleted; its root hash stays in the tree.',
    fields: {
      ...range,
      root: field.rootHash.describe('Merkle root over these records'),
      newest: field.time.describe('time of its last record'),
      earlier: z
        .array(z.strictObject(range))
        .max(field.limits.deletions)
        .optional()
        .describe('what records of this segment said was deleted before; told again, for they go with it'),
    },
  },
  'hold.placed': {
    description: 'A legal hold: nothing recorded between these times may be deleted.',
    fields: {
      hold: field.uuid.describe('the hold'),
      from: field.time.describe('first moment held'),
      to: field.time.describe('last moment held'),
      subject: subject.optional().describe('who ordered it'),
    },
  },
  'hold.released': {
    description: 'A legal hold ended.',
    fields: { hold: field.uuid.describe('the hold'), subject: subject.optional().describe('who released it') },
  },
  erasure: {
    description: 'The salts and names behind these pseudonyms were destroyed. Every proof stays valid.',
    fields: {
      erasure: field.uuid.describe('the same in every record of one erasure'),
      pseudonyms: z.array(field.pseudonym).max(field.limits.pseudonyms).describe('whose names are gone'),
      subject: subject.optional().describe('who ordered it'),
    },
  },
  'configuration.loaded': { description: 'The configuration file in force changed.', fields: loaded },
  'policy.loaded': {
    description: 'The policy in force changed.',
    fields: { ...loaded, policy_version: field.policyVersion.describe('its short name in other records') },
  },
  'policy.refused': {
    description: 'A policy file that somebody brought was not taken; the policy before stays in force.',
    fields: {
      reason: z
        .enum(['unreadable', 'invalid', 'unsigned', 'unknown_key', 'changed_after_signing', 'expired', 'older_serial'])
        .describe('what is wrong with it'),
      policy_version: field.policyVersion.describe('short name of the policy that stays in force'),
    },
  },
  'key.changed': {
    description: 'A key was replaced.',
    fields: {
      key: z.enum(['signing', 'digest', 'token', 'break_glass', 'witness', 'policy']).describe('which'),
      before: field.keyId.optional().describe('id of the one before'),
      after: field.keyId.optional().describe('id of the one now in force'),
    },
  },
  'model.loaded': {
    description: 'A model became available.',
    fields: {
      name: field.modelName.describe('as clients ask for it'),
      weights: field.sha256.optional().describe('SHA-256 of the weights'),
      engine: field.slug.describe('engine that serves it'),
      adapter: field.slug.optional().describe('adapter loaded on the weights'),
    },
  },
  sign_in: {
    description: 'Someone signed in to the console or the command line, or tried to.',
    fields: {
      subject: subject.optional().describe('absent where nobody could be named'),
      by: field.authentication.describe('how they proved, or tried to prove, who they are'),
      result: z.enum(['granted', 'refused']).describe('what came of it'),
      role: z.enum(['developer', 'lead', 'security', 'admin']).optional().describe('role they were given'),
      reason: field.reason.optional().describe('why it was refused'),
    },
  },
  sign_out: { description: 'Someone signed out.', fields: { subject } },
  'access.refused': {
    description: 'A request without the right to what it asked for. Repeats within a minute are counted, not repeated.',
    fields: {
      subject: subject.optional().describe('absent where nobody could be named'),
      surface: z
        .enum(['completions', 'models', 'policy', 'telemetry', 'console', 'metrics'])
        .describe('what they asked for'),
      reason: field.reason.describe('why'),
      count: field.count.describe('how often'),
    },
  },
  'egress.dialled': {
    description: 'The proxy connected to this address for the first time since its start.',
    fields: destination,
  },
  'egress.refused': {
    description: 'A connection that the allowed networks forbid.',
    fields: { ...destination, reason: field.reason.describe('why') },
  },
  'log.read': {
    description: 'Someone looked at audit records.',
    fields: {
      subject,
      view: z
        .enum(['list', 'record', 'redactions', 'egress', 'proof', 'administration'])
        .describe('what they looked at'),
      filters: filters.describe('names of the filters they used; not what they filtered for'),
      record: field.uuid.optional().describe('the record or inference that was opened'),
      returned: field.count.optional().describe('records they were shown'),
    },
  },
  'telemetry.read': {
    description: 'Someone looked at or exported telemetry.',
    fields: {
      subject,
      view: field.slug.describe('which page'),
      export: z.boolean().describe('whether it left as a file'),
    },
  },
  export: {
    description: 'Records left for another system or a file.',
    fields: {
      subject: subject.optional().describe('absent for a continuous export'),
      format: z.enum(['jsonl', 'ocsf', 'syslog', 'parquet', 'csv']).describe('as what'),
      sink: z.enum(['file', 'syslog', 'https', 'download']).describe('where to'),
      ...range,
      filters: filters.optional().describe('names of the filters used'),
    },
  },
  'export.state': {
    description: 'A continuous export stopped or came back.',
    fields: {
      sink: z.enum(['file', 'syslog', 'https']).describe('where to'),
      state: z.enum(['failing', 'recovered']).describe('what it does now'),
      cursor: field.count.describe('index of the next record to leave'),
    },
  },
  'witness.state': {
    description: 'A witness stopped cosigning, or came back.',
    fields: {
      witness: field.noteName.describe('name of its key'),
      state: z.enum(['failing', 'recovered']).describe('what it does now'),
      reason: field.reason.optional().describe('why it fails'),
    },
  },
  'break_glass.captured': {
    description: 'Redacted prompt and guarded output of one inference were kept, encrypted to the security team.',
    fields: {
      audit_id: field.uuid.describe('the inference'),
      capture: field.uuid.describe('the capture'),
      key: field.keyId.describe('id of the public key it is encrypted to'),
      bytes: field.bytes.describe('encrypted'),
      until: field.time.describe('when it will be deleted'),
      repository_by: z
        .enum(['client'])
        .optional()
        .describe(
          'who says that it is a repository that the policy names: the client’s word, which the proxy cannot check',
        ),
    },
  },
  'break_glass.asked': {
    description: 'One person asked for a capture; another has a day to release it.',
    fields: { capture: field.uuid.describe('the capture'), subject },
  },
  'break_glass.released': {
    description: 'Two people released a capture.',
    fields: { capture: field.uuid.describe('the capture'), first: subject, second: subject },
  },
  'break_glass.deleted': {
    description: 'A capture past its days was deleted.',
    fields: { capture: field.uuid.describe('the capture') },
  },
} as const;
