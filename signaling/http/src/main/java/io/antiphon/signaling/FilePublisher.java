package io.antiphon.signaling;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;

/**
 * Reads a range of a file on an executor, one buffer per request; for a subscriber that asks for
 * one at a time. Closes the file at the end, whatever it is.
 */
final class FilePublisher implements Flow.Publisher<ByteBuffer> {
  private static final int PIECE = 64 * 1024;

  private final OpenFile file;
  private final FileRange range;
  private final Executor executor;

  FilePublisher(OpenFile file, FileRange range, Executor executor) {
    this.file = file;
    this.range = range;
    this.executor = executor;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    subscriber.onSubscribe(new Reading(subscriber));
  }

  private final class Reading implements Flow.Subscription {
    private final Flow.Subscriber<? super ByteBuffer> subscriber;
    private long position = range.start();
    private boolean ended;

    Reading(Flow.Subscriber<? super ByteBuffer> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void request(long n) {
      try {
        executor.execute(this::read);
      } catch (RejectedExecutionException e) {
        file.close();
        subscriber.onError(e);
      }
    }

    @Override
    public void cancel() {
      file.close();
    }

    private synchronized void read() {
      if (ended) {
        return;
      }
      long left = range.start() + range.length() - position;
      if (left == 0) {
        ended = true;
        file.close();
        subscriber.onComplete();
        return;
      }
      ByteBuffer piece = ByteBuffer.allocate((int) Math.min(left, PIECE));
      try {
        int count = file.channel().read(piece, position);
        if (count < 0) {
          throw new EOFException("the file has shrunk");
        }
        position += count;
        subscriber.onNext(piece.flip());
      } catch (IOException e) {
        ended = true;
        file.close();
        subscriber.onError(e);
      }
    }
  }
}
