package io.antiphon.client;

/** There is no such sound device, or it cannot be had. The message is a sentence for the user. */
final class AudioDeviceException extends Exception {
  private static final long serialVersionUID = 1;

  AudioDeviceException(String sentence) {
    super(sentence);
  }

  AudioDeviceException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
