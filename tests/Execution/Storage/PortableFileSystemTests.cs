namespace TaskGraph.Execution.Tests.Storage;

[TestClass]
public sealed class PortableFileSystemTests() : DiskFileSystemTests(portable: true);
