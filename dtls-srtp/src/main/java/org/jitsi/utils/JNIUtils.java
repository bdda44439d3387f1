package org.jitsi.utils;

/**
 * Through this class jitsi-srtp would load its OpenSSL library. It never finds one: everything here
 * runs on the JVM's own ciphers, which are as fast for audio.
 */
public final class JNIUtils {
  private JNIUtils() {}

  /**
   * Loads nothing.
   *
   * @throws UnsatisfiedLinkError always, which jitsi-srtp takes for a platform it has no library
   *     for
   */
  @SuppressWarnings("DoNotCallSuggester") // its one caller is compiled already
  public static void loadLibrary(String name, ClassLoader loader) {
    throw new UnsatisfiedLinkError("no native code here: " + name);
  }
}
