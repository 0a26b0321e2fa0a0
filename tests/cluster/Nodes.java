import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.Plugin;

/**
 * A cluster of OpenSearch nodes in this one process, for tests: `Nodes COUNT PLUGIN[,PLUGIN…] [SETTING=VALUE…]`.
 *
 * Prints `control URL`, and `ready URL URL URL` when the cluster is green. At the control URL, `POST /stop/2` stops the second node,
 * `POST /start/2` starts it again on its port and with its data, `POST /quit` ends everything, and `GET /` tells which nodes run.
 * An answer comes when the thing is done. The data are in a temporary folder, removed at the end, also at SIGINT and SIGTERM.
 *
 * What Elasticsearch 7 has of the classes used here has the same names in org.elasticsearch: `nodes` compiles this file for both.
 */
public final class Nodes {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** The constructor that takes plugins from the class path, instead of folders of an installation, is protected. */
    private static final class ClassPathNode extends Node {
        ClassPathNode(Environment environment, List<Class<? extends Plugin>> plugins) {
            super(environment, plugins, true);
        }
    }

    private static final class Member {
        final Environment environment;
        final String url;
        volatile Node node; // null when it is stopped.

        Member(Environment environment, String url) {
            this.environment = environment;
            this.url = url;
        }
    }

    private final List<Member> members = new ArrayList<>();
    private final List<Class<? extends Plugin>> plugins = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();

    public static void main(String[] arguments) throws Exception {
        try {
            new Nodes().run(arguments);
        } catch (Exception error) {
            System.err.println("The cluster did not start: " + error);
            error.printStackTrace();
            System.exit(1);
        }
    }

    private void run(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[0]);
        for (String name : arguments[1].split(",")) {
            plugins.add(Class.forName(name).asSubclass(Plugin.class));
        }
        Path data = Files.createTempDirectory("dixit-cluster-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(data)));
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> die(thread, error, data));

        List<Integer> ports = freePorts(2 * count);
        List<String> names = new ArrayList<>();
        List<String> seeds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add("node-" + (i + 1));
            seeds.add("127.0.0.1:" + ports.get(count + i));
        }
        for (int i = 0; i < count; i++) {
            Path home = Files.createDirectories(data.resolve(names.get(i)));
            Settings.Builder settings = Settings.builder()
                .put("cluster.name", data.getFileName().toString())
                .put("node.name", names.get(i))
                .put("path.home", home.toString())
                .put("network.host", "127.0.0.1")
                .put("http.port", ports.get(i))
                .put("transport.port", ports.get(count + i))
                .putList("discovery.seed_hosts", seeds)
                .putList("cluster.initial_master_nodes", names)
                // The first node is alone until the second one starts: it must not wait for a master.
                .put("discovery.initial_state_timeout", "0s")
                // A full disk is of no matter to a few megabytes of test data.
                .put("cluster.routing.allocation.disk.threshold_enabled", false)
                // Each node would take what the others use of the common heap for its own, and refuse requests.
                .put("indices.breaker.total.use_real_memory", false)
                // A copy of a shard that waits for a node which has stopped meanwhile is begun anew soon, not after half an hour.
                .put("indices.recovery.recovery_activity_timeout", "5s");
            for (int extra = 2; extra < arguments.length; extra++) {
                String[] setting = arguments[extra].split("=", 2);
                settings.put(setting[0], setting[1]);
            }
            Environment environment =
                InternalSettingsPreparer.prepareEnvironment(settings.build(), Map.of(), home.resolve("config"), () -> "");
            members.add(new Member(environment, "http://127.0.0.1:" + ports.get(i)));
        }
        for (Member member : members) {
            start(member);
        }

        HttpServer control = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        control.createContext("/", this::obey);
        control.start(); // One thread: one command after another.
        System.out.println("control http://127.0.0.1:" + control.getAddress().getPort());

        await(members.get(0), "wait_for_status=green&wait_for_nodes=" + count);
        StringBuilder ready = new StringBuilder("ready");
        members.forEach(member -> ready.append(' ').append(member.url));
        System.out.println(ready);
    }

    /**
     * Below the ports from which systems take those of outgoing connections: the port of a node that is stopped must still be
     * free when it starts again.
     */
    private static List<Integer> freePorts(int count) throws IOException {
        List<Integer> ports = new ArrayList<>();
        Random random = new Random();
        for (int tries = 0; ports.size() < count; tries++) {
            int port = 20000 + random.nextInt(12000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
                if (!ports.contains(port)) {
                    ports.add(port);
                }
            } catch (IOException taken) {
                if (tries > 1000) {
                    throw new IOException("no free port between 20000 and 32000", taken);
                }
            }
        }
        return ports;
    }

    private void start(Member member) throws Exception {
        Node node = new ClassPathNode(member.environment, plugins);
        member.node = node; // Before it starts, so that it is closed at the end when its start fails.
        node.start();
    }

    private void stop(Member member) throws Exception {
        Node node = member.node;
        member.node = null;
        node.close();
        if (!node.awaitClose(30, TimeUnit.SECONDS)) {
            throw new IOException("the node still works on something after 30 seconds");
        }
    }

    /** Until the node answers that the cluster's health is as wanted. */
    private void await(Member member, String condition) throws Exception {
        URI uri = URI.create(member.url + "/_cluster/health?timeout=10s&" + condition);
        long end = System.nanoTime() + PATIENCE.toNanos();
        String last = "nothing";
        while (System.nanoTime() < end) {
            try {
                HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(40)).build(), HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    return;
                }
                last = answer.statusCode() + " " + answer.body();
            } catch (IOException error) {
                last = error.toString();
            }
            Thread.sleep(200);
        }
        throw new IOException(uri + " answered until the end: " + last);
    }

    private void obey(HttpExchange exchange) throws IOException {
        int status = 200;
        String answer;
        boolean quit = false;
        try {
            String[] command = exchange.getRequestURI().getPath().substring(1).split("/");
            if (!command[0].isEmpty() && !exchange.getRequestMethod().equals("POST")) {
                throw new IllegalArgumentException("commands are sent with POST");
            }
            switch (command[0]) {
                case "stop": {
                    Member member = member(command);
                    if (member.node != null) {
                        stop(member);
                    }
                    break;
                }
                case "start": {
                    Member member = member(command);
                    if (member.node == null) {
                        start(member);
                        long running = members.stream().filter(other -> other.node != null).count();
                        // Fewer find no manager, without which none of them says how many they are.
                        if (2 * running > members.size()) {
                            await(member, "wait_for_nodes=" + running);
                        }
                    }
                    break;
                }
                case "quit":
                    quit = true;
                    break;
                case "":
                    break;
                default:
                    throw new IllegalArgumentException("there are: GET /, POST /stop/N, POST /start/N and POST /quit");
            }
            StringBuilder state = new StringBuilder();
            for (Member member : members) {
                state.append(member.node == null ? "stopped " : "runs ").append(member.url).append('\n');
            }
            answer = state.toString();
        } catch (IllegalArgumentException error) {
            status = 400;
            answer = error.getMessage() + "\n";
        } catch (Exception error) {
            status = 500;
            answer = error + "\n";
        }
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
        if (quit) {
            System.exit(0);
        }
    }

    private Member member(String[] command) {
        int number = command.length == 2 && command[1].matches("[0-9]{1,3}") ? Integer.parseInt(command[1]) : 0;
        if (number < 1 || number > members.size()) {
            throw new IllegalArgumentException("the nodes are 1 to " + members.size());
        }
        return members.get(number - 1);
    }

    /**
     * A server of its own ends at these errors, for instance at a query nested so deep that the stack overflows. Without this,
     * the request that brought it about would wait for an answer for ever.
     */
    private static void die(Thread thread, Throwable error, Path data) {
        System.err.println("In the thread " + thread.getName() + ":");
        error.printStackTrace();
        if (error instanceof VirtualMachineError) {
            System.err.println("A node would end here, and so does the cluster.");
            remove(data);
            Runtime.getRuntime().halt(126);
        }
    }

    private void end(Path data) {
        for (Member member : members) {
            try {
                if (member.node != null) {
                    stop(member);
                }
            } catch (Exception error) {
                System.err.println(member.url + " did not stop: " + error);
            }
        }
        remove(data);
    }

    private static void remove(Path data) {
        for (int tries = 0; Files.exists(data); tries++) {
            try (var paths = Files.walk(data)) {
                // A folder after what is in it.
                for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
                    Files.deleteIfExists(path);
                }
            } catch (IOException | UncheckedIOException error) {
                // A node that did not stop may still write there.
                if (tries == 50) {
                    System.err.println(data + " was not removed: " + error);
                    return;
                }
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
    }
}
