package io.antiphon.sdp;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/** Calls every accessor there is. */
final class Questions {
  private Questions() {}

  static void askAll(SessionDescription description) {
    ask(description);
    for (MediaDescription media : description.media()) {
      ask(media);
      media.payloadTypes().forEach(media::fmtp);
      media.payloadTypes().forEach(media::rtpMap);
      MediaDescription.rejecting(media);
    }
  }

  private static void ask(Object object) {
    for (Method method : object.getClass().getMethods()) {
      boolean accessor =
          method.getParameterCount() == 0 && !Modifier.isStatic(method.getModifiers());
      if (accessor && method.getDeclaringClass() == object.getClass()) {
        try {
          method.invoke(object);
        } catch (InvocationTargetException | IllegalAccessException e) {
          throw new IllegalStateException(method.getName(), e);
        }
      }
    }
  }
}
