package io.antiphon.server;

import io.antiphon.codec.processor.AudioProcessorFactory;
import io.antiphon.codec.processor.ProcessorConfigException;
import io.antiphon.codec.processor.ProcessorParameter;
import io.antiphon.codec.processor.ProcessorSpec;
import io.antiphon.codec.processor.ProcessorStatus;
import io.antiphon.peer.Processing;
import io.antiphon.signaling.HttpCall;
import io.antiphon.signaling.HttpReply;
import io.antiphon.signaling.JsonObject;
import io.antiphon.signaling.SignalingException;
import io.antiphon.signaling.SignalingServerBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists the processors there are, and changes those of a peer while it talks. */
final class ProcessorRoutes {
  private final Peers peers;

  ProcessorRoutes(Peers peers) {
    this.peers = peers;
  }

  void addTo(SignalingServerBuilder http) {
    http.route("GET", "/processors", call -> catalogue().now());
    http.route("GET", "/peers/{id}/processors", call -> describe(peer(call)).now());
    http.route("PUT", "/peers/{id}/processors", call -> change(call).now());
  }

  private ServedPeer peer(HttpCall call) {
    String id = call.pathParameter("id");
    return peers.find(id).orElseThrow(() -> PeerRoutes.unknownPeer(id));
  }

  private static HttpReply catalogue() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (AudioProcessorFactory factory : Processing.installed().factories()) {
      Map<String, Object> parameters = new LinkedHashMap<>();
      for (ProcessorParameter each : factory.parameters()) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("default", each.defaultValue());
        shape.put("min", each.min());
        shape.put("max", each.max());
        shape.put("unit", each.unit());
        parameters.put(each.name(), shape);
      }
      all.add(Map.of("name", factory.name(), "parameters", parameters));
    }
    return HttpReply.json(Map.of("processors", all));
  }

  private static HttpReply describe(ServedPeer peer) {
    Map<String, Object> shape = new LinkedHashMap<>();
    shape.put("inbound", chain(peer.inboundProcessing()));
    shape.put("outbound", chain(peer.outboundProcessing()));
    return HttpReply.json(shape);
  }

  private static List<Map<String, Object>> chain(Processing processing) {
    List<ProcessorSpec> specs = processing.specs();
    List<ProcessorStatus> status = processing.status();
    List<Map<String, Object>> shapes = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      Map<String, Object> shape = new LinkedHashMap<>();
      shape.put("name", specs.get(i).name());
      shape.put("parameters", specs.get(i).parameters());
      if (i < status.size() && status.get(i).spec().equals(specs.get(i))) {
        fares(shape, status.get(i));
      }
      shapes.add(shape);
    }
    return shapes;
  }

  private static void fares(Map<String, Object> shape, ProcessorStatus status) {
    var bypass = status.bypass();
    shape.put("state", bypass == null ? "running" : "bypassed");
    if (bypass != null) {
      shape.put("error", bypass.detail());
    }
    shape.put("frames", status.frames());
    if (status.frames() > 0) {
      shape.put("meanMicros", status.totalNanos() / status.frames() / 1_000);
      shape.put("maxMicros", status.maxNanos() / 1_000);
    }
    if (!status.readings().isEmpty()) {
      shape.put("readings", status.readings());
    }
  }

  private HttpReply change(HttpCall call) {
    ServedPeer peer = peer(call);
    JsonObject body = call.json();
    for (String member : body.names()) {
      if (!member.equals("inbound") && !member.equals("outbound")) {
        throw badRequest("There is no direction '" + member + "'; there are inbound and outbound.");
      }
    }
    List<ProcessorSpec> inbound = specs(body, "inbound");
    List<ProcessorSpec> outbound = specs(body, "outbound");
    List<ProcessorSpec> before = peer.inboundProcessing().specs();
    put(peer.inboundProcessing(), "inbound", inbound);
    try {
      put(peer.outboundProcessing(), "outbound", outbound);
    } catch (SignalingException e) {
      peer.inboundProcessing().set(before);
      throw e;
    }
    return describe(peer);
  }

  private static void put(
      Processing processing, String direction, @Nullable List<ProcessorSpec> specs) {
    if (specs != null) {
      try {
        processing.set(specs);
      } catch (ProcessorConfigException e) {
        throw badRequest("The " + direction + " chain is left as it was: " + e.getMessage() + ".");
      }
    }
  }

  private static @Nullable List<ProcessorSpec> specs(JsonObject body, String direction) {
    List<JsonObject> listed = body.objectsOrNull(direction);
    if (listed == null) {
      return null;
    }
    List<ProcessorSpec> specs = new ArrayList<>();
    for (JsonObject each : listed) {
      ProcessorSpec spec = ProcessorSpec.of(each.string("name"));
      JsonObject parameters = each.objectOrNull("parameters");
      if (parameters != null) {
        for (String name : parameters.names()) {
          spec = spec.with(name, parameters.number(name));
        }
      }
      specs.add(spec);
    }
    return specs;
  }

  private static SignalingException badRequest(String detail) {
    return new SignalingException(400, "Bad Request", detail);
  }
}
