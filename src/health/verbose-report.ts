import type { HealthIndicatorResult } from '@nestjs/terminus';

/**
 * The health as text, a line a check, in the way of Kubernetes' own components
 * (https://kubernetes.io/docs/reference/using-api/health-checks/).
 */
export function verboseReport(
  endpoint: string,
  passed: boolean,
  results: readonly HealthIndicatorResult[],
): string {
  const lines = results.flatMap((result) =>
    Object.entries(result).map(([name, { status, message }]) => {
      if (status === 'up') return `[+]${name} ok`;
      return `[-]${name} ${status}${typeof message === 'string' ? `: ${message}` : ''}`;
    }),
  );
  return [...lines, `${endpoint} check ${passed ? 'passed' : 'failed'}`, ''].join('\n');
}
