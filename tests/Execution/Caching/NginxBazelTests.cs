using System.Diagnostics;
using System.Security.Cryptography;
using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Execution.Storage.Caching.Wire;
using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Caching;

/// <summary>One server for a real Bazel and for this cache.</summary>
[TestClass]
public sealed class NginxBazelTests
{
    private const string Package = "bazel-bootstrap";

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void What_Bazel_stored_is_found_and_is_none_of_ours_and_Bazel_finds_its_own_beside_ours()
    {
        using NginxServer? nginx = NginxServer.TryStart();
        if (nginx is null)
        {
            Assert.Inconclusive($"There is no nginx here: {NginxServer.Package}.");
            return;
        }

        if (Bazel() is not { } bazel)
        {
            Assert.Inconclusive($"There is no Bazel here: {Package}.");
            return;
        }

        var folder = new TemporaryFolder();
        try
        {
            Directory.CreateDirectory(folder["workspace"]);
            File.WriteAllText(folder["workspace/WORKSPACE"], "");
            File.WriteAllText(folder["workspace/in.txt"], "hello\n");
            File.WriteAllText(folder["workspace/BUILD"], """
                genrule(name = "made", srcs = ["in.txt"], outs = ["out.txt"], cmd = "cat $< $< > $@; echo made by Bazel >> $@")
                """);
            Run(bazel, folder, nginx);
            string output = File.ReadAllText(folder["workspace/bazel-bin/out.txt"]);
            Assert.AreEqual("hello\nhello\nmade by Bazel\n", output);
            Digest blob = Digest.Of(System.Text.Encoding.UTF8.GetBytes(output));

            List<CacheFault> faults = [];
            using (var cache = new HttpCache(nginx.Address, null, faults.Add))
            {
                Assert.IsTrue(cache.TryFetchBlob(blob, output.Length, folder["fetched"], executable: false, default));
                Assert.AreEqual(output, File.ReadAllText(folder["fetched"]));

                string[] actions = Directory.GetFiles(Path.Combine(nginx.Data, "ac"));
                Assert.IsNotEmpty(actions);
                foreach (string action in actions)
                {
                    byte[]? entry = cache.FindAction(new Digest(Convert.FromHexString(Path.GetFileName(action))), default);
                    CollectionAssert.AreEqual(File.ReadAllBytes(action), entry);
                    Assert.IsNull(CachedResultCodec.Decode(Digest.Of("any"u8), entry));
                    OutputFile file = ActionResult.Parser.ParseFrom(entry).OutputFiles.Single();
                    Assert.EndsWith("/out.txt", file.Path);
                    Assert.AreEqual(blob.ToString(), file.Digest.Hash);
                    Assert.AreEqual(output.Length, file.Digest.SizeBytes);
                }

                // Ours beside: the same blob, and an entry that names it.
                var ours = new CachedResult { Node = "ours", Files = [new CachedFile("out.txt", blob, output.Length, Executable: false)] };
                Digest name = new(RandomNumberGenerator.GetBytes(Digest.Length));
                Assert.IsTrue(cache.TryStoreBlob(blob, output.Length, folder["fetched"], default));
                Assert.IsTrue(cache.TryStoreAction(name, CachedResultCodec.Encode(name, ours), default));
                Assert.AreEqual("ours", CachedResultCodec.Decode(name, cache.FindAction(name, default))?.Node);
            }

            Assert.IsEmpty(faults);
            Delete(folder["bazel"]);
            Assert.Contains("1 remote cache hit", Run(bazel, folder, nginx));
            Assert.AreEqual(output, File.ReadAllText(folder["workspace/bazel-bin/out.txt"]));
        }
        finally
        {
            Delete(folder.Path);
        }
    }

    private static string? Bazel() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Where(Path.IsPathRooted)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "bazel.exe" : "bazel"))
        .FirstOrDefault(File.Exists);

    /// <summary>Builds with no server of Bazel's own, no settings of the user's, and nothing of another build.</summary>
    private string Run(string bazel, TemporaryFolder folder, NginxServer nginx)
    {
        var start = new ProcessStartInfo(bazel) { WorkingDirectory = folder["workspace"], RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])
            [
                // Not without the system's settings: they tell Debian's Bazel where its own parts are.
                "--batch", "--nohome_rc", $"--output_user_root={folder["bazel"]}",
                "build", $"--remote_cache={nginx.Address.ToString().TrimEnd('/')}", "--spawn_strategy=local", "--noshow_progress", "--color=no", "//:made",
            ])
            start.ArgumentList.Add(argument);
        start.Environment["HOME"] = folder.Path;
        using Process process = Process.Start(start)!;
        Task<string> printed = process.StandardOutput.ReadToEndAsync();
        string said = process.StandardError.ReadToEnd() + printed.Result;
        process.WaitForExit();
        TestContext.WriteLine(said);
        Assert.AreEqual(0, process.ExitCode, said);
        return said;
    }

    private static void Delete(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        // Bazel takes away the right to write from what it made.
        if (!OperatingSystem.IsWindows())
        {
            foreach (string inner in Directory.EnumerateDirectories(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
                File.SetUnixFileMode(inner, File.GetUnixFileMode(inner) | UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Directory.Delete(folder, recursive: true);
    }
}
