/** The limits of a manifest, in characters (code points), items, bytes or seconds. */
export const LIMITS = {
  idLength: 128,
  displayNameLength: 200,
  descriptionLength: 4_000,
  /** As the official registry has it. */
  versionLength: 255,
  urlLength: 2_048,
  endpoints: 32,
  tools: 500,
  toolNameLength: 128,
  labels: 64,
  labelLength: 64,
  registryNameLength: 200,
  icons: 8,
  /** As the official registry has it. */
  iconUrlLength: 255,
  iconSizes: 16,
  cacheTtlSeconds: { min: 1, max: 86_400, default: 60 },
  /** 0 (static) is allowed beside this range. */
  heartbeatIntervalSeconds: { min: 5, max: 3_600, default: 30 },
  probeIntervalSeconds: { min: 10, max: 86_400, default: 60 },
  probeTimeoutMs: { min: 100, max: 5_000, default: 5_000 },
  /** Of what an operator gives as a reason. */
  noteLength: 500,
  metadataBytes: 16 * 1_024,
  metadataDepth: 8,
  manifestBytes: 256 * 1_024,
} as const;

/** Identifier of a server. */
export const ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** Name of a further endpoint. */
export const ENDPOINT_NAME_PATTERN = /^[a-z][a-z0-9_-]{0,31}$/;

/** A version: anything but white space, characters that nobody sees and `|`, which joins the HMAC's input. */
export const VERSION_PATTERN = /^[^\s|\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]+$/u;

/** `<reverse DNS>/<name>`, as in the official registry's server.json. */
export const REGISTRY_NAME_PATTERN = /^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/;
