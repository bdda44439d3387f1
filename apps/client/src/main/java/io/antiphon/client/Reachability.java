package io.antiphon.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Whether somebody answers at a URL, and is not about to leave. */
final class Reachability {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int SERVICE_UNAVAILABLE = 503;

  private Reachability() {}

  /** True for any reply but 503, which a server gives while it shuts down. */
  static boolean of(URI uri, String method) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(PATIENCE)
            .build();
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      return status != SERVICE_UNAVAILABLE;
    } catch (IOException e) {
      return false;
    }
  }
}
