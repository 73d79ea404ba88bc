import { z } from 'zod';

/** Which data may reach which tier, and which tier answers where the client leaves the choice to the proxy. */

const word = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,39}$/, { error: 'is written in small letters, digits and . _ -' });

const dataClassSchema = z.strictObject({
  /** The tiers that may see data of this class: an empty list serves it nowhere; null is any tier. */
  tiers: z.array(word).max(50).nullable().default(null),
});

const repositorySchema = z.strictObject({
  /** A repository, with `*` for any characters but `/` and `**` for any. */
  match: z.string().min(1).max(500),
  data_class: word,
});

const choiceSchema = z.strictObject({
  tier: word,
  data_classes: z.array(word).optional(),
  languages: z.array(z.string()).optional(),
  teams: z.array(z.string()).optional(),
  /** Only people in these arms of the experiment. */
  arms: z.array(z.string()).optional(),
  /** Only answers of at least, and at most, so many tokens. */
  least_tokens: z.int().min(1).optional(),
  most_tokens: z.int().min(1).optional(),
  /** `idle`: only while a model of this tier has a place free at once. */
  load: z.literal('idle').optional(),
});

export const routingSections = {
  data_classes: z.record(word, dataClassSchema).default({}),
  /** The first line that fits a repository gives its class. */
  repositories: z.array(repositorySchema).max(5000).default([]),
  /** The class of repositories that no line names, and of requests that name none; null: any tier. */
  default_data_class: word.nullable().default(null),
  /** For requests to the model `auto`: the first line that fits, and whose tier the class of the data may reach, is taken. */
  tiers: z.array(choiceSchema).max(200).default([]),
};

type Routing = z.infer<z.ZodObject<typeof routingSections>>;
export type TierChoice = Routing['tiers'][number];

/** Names of classes and of arms that nobody has defined. */
export function routingProblems(
  policy: Routing,
  arms: readonly string[],
): { path: (string | number)[]; message: string }[] {
  const unknown = (name: string | null) => name !== null && !Object.hasOwn(policy.data_classes, name);
  const message = (name: string | null) =>
    `"${name}" is no class of data_classes: define it there, or name one that is`;
  return [
    ...policy.repositories.flatMap(({ data_class: name }, index) =>
      unknown(name) ? [{ path: ['repositories', index, 'data_class'], message: message(name) }] : [],
    ),
    ...(unknown(policy.default_data_class)
      ? [{ path: ['default_data_class'], message: message(policy.default_data_class) }]
      : []),
    ...policy.tiers.flatMap(({ arms: named = [] }, index) =>
      named.flatMap((arm, at) =>
        arms.includes(arm)
          ? []
          : [{ path: ['tiers', index, 'arms', at], message: `"${arm}" is no arm of the experiment` }],
      ),
    ),
    ...policy.tiers.flatMap(({ data_classes = [] }, index) =>
      data_classes.flatMap((name, at) =>
        unknown(name) ? [{ path: ['tiers', index, 'data_classes', at], message: message(name) }] : [],
      ),
    ),
  ];
}
