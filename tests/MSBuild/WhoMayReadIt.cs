namespace TaskGraph.MSBuild.Tests;

/// <summary>What a build leaves is its owner's alone.</summary>
[TestClass]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
[DoNotParallelize]
public sealed class WhoMayReadIt
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    [TestMethod]
    public void State_folder_and_all_that_the_build_makes_in_it_even_if_it_was_everybodys()
    {
        using var folder = new ProjectFolder();
        RunGraph task = folder.Task<RunGraph>(
            ProjectFolder.Node("a", ("Command", "umask 077; echo said; echo k=v >> %24TASKGRAPH_RESULTS; echo text >> %24TASKGRAPH_SUMMARY"), ("Inputs", "in.txt")),
            ProjectFolder.Node("socket", ("Command", "stat -c %25a \"%24(dirname %24TASKGRAPH_SOCKET)\" || stat -f %25Lp \"%24(dirname %24TASKGRAPH_SOCKET)\"")));
        folder.Write("in.txt", "");
        Directory.CreateDirectory(task.StateDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.SetUnixFileMode(task.StateDirectory, (UnixFileMode)Convert.ToInt32("777", 8));
        Assert.IsTrue(WithUmask(0, task.Execute));
        Assert.AreEqual("700\n", File.ReadAllText(task.Results[1].GetMetadata("LogFile")));

        int files = 0;
        foreach (string entry in Directory.EnumerateFileSystemEntries(task.StateDirectory, "*", SearchOption.AllDirectories).Append(task.StateDirectory))
        {
            files++;
            Assert.AreEqual((UnixFileMode)0, File.GetUnixFileMode(entry) & Others, entry);
        }

        Assert.IsGreaterThan(10, files);
    }

    // Of the whole process, so that nothing else may run beside it.
    private static T WithUmask<T>(int mask, Func<T> run)
    {
        int before = Umask(mask);
        try
        {
            return run();
        }
        finally
        {
            _ = Umask(before);
        }
    }

    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "umask")]
    [System.Runtime.InteropServices.DefaultDllImportSearchPaths(System.Runtime.InteropServices.DllImportSearchPath.System32)]
    private static extern int Umask(int mask);
}
