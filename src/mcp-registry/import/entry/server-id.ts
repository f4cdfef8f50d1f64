/** The id of a server with this name in the official registry: `com.Example/weather` → `com.example.weather`. */
export function serverId(name: string): string {
  return name.toLowerCase().replaceAll('/', '.');
}
