using TestProgram;

return args switch
{
    ["hold-lock", var folder] => HoldLock.Run(folder),
    _ => 0,
};
