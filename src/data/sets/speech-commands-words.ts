/** The 35 words of Speech Commands v2, which are also the classes of the Spiking Speech Commands. */
export const SPEECH_COMMANDS: readonly string[] = [
  ...['backward', 'bed', 'bird', 'cat', 'dog', 'down', 'eight', 'five', 'follow', 'forward', 'four', 'go'],
  ...['happy', 'house', 'learn', 'left', 'marvin', 'nine', 'no', 'off', 'on', 'one', 'right', 'seven'],
  ...['sheila', 'six', 'stop', 'three', 'tree', 'two', 'up', 'visual', 'wow', 'yes', 'zero'],
]
